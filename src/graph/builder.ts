/** Puts a graph together: one method for each operator, shapes inferred and checked at once. */
import { HyperIqaError } from '../errors.ts';
import type { Graph, Node } from './graph.ts';
import type { BatchNorm } from './operators/batchnorm.ts';
import type { Conv2d } from './operators/conv2d.ts';
import { type Operator, outputShape } from './operators/index.ts';
import type { Activation } from './operators/operator.ts';
import type { Pool2d } from './operators/pool.ts';
import type { Constant, Shape, Value } from './tensor.ts';

/** What a convolution states beyond its weight; one number serves both axes. */
export interface Conv2dLayer {
  /** [O, C/groups, kh, kw] */
  readonly weight: Constant;
  /** [O]; none when left out. */
  readonly bias?: Constant;
  /** 1 when left out, like the dilation and the number of groups; the padding is 0. */
  readonly stride?: number | Conv2d['stride'];
  readonly padding?: number | Conv2d['padding'];
  readonly dilation?: number | Conv2d['dilation'];
  readonly groups?: number;
  readonly activation?: Activation;
}

export interface PoolLayer {
  readonly kernel: number | Pool2d['kernel'];
  readonly stride: number | Pool2d['stride'];
  /** 0 when left out. */
  readonly padding?: number | Pool2d['padding'];
  /** 'floor' when left out. */
  readonly rounding?: Pool2d['rounding'];
}

export interface LinearLayer {
  /** [O,I] */
  readonly weight: Constant;
  /** [O]; none when left out. */
  readonly bias?: Constant;
  readonly activation?: Activation;
}

function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/**
 * Every method adds a node and returns its output, a value of the same name; the operators' files say which shapes go
 * in and come out. All methods throw HyperIqaError GRAPH, naming the node, when the name is taken or shapes do not fit.
 */
export class GraphBuilder {
  readonly #inputs: Value[] = [];
  readonly #nodes: Node[] = [];
  readonly #values = new Map<string, Value>();

  input(name: string, shape: Shape): Value {
    return this.#declareInput({ name, shape });
  }

  /** An input of bytes 0..255. */
  byteInput(name: string, shape: Shape): Value {
    return this.#declareInput({ name, shape, dtype: 'u8' });
  }

  cutCrops(name: string, photo: Value, corners: Value, side: number, table: Constant): Value {
    return this.#add(name, { kind: 'cutcrops', side, table }, [photo, corners]);
  }

  conv2d(name: string, x: Value, layer: Conv2dLayer, residual?: Value): Value {
    const operator: Conv2d = {
      kind: 'conv2d',
      weight: layer.weight,
      bias: layer.bias ?? null,
      stride: pair(layer.stride ?? 1),
      padding: pair(layer.padding ?? 0),
      dilation: pair(layer.dilation ?? 1),
      groups: layer.groups ?? 1,
      activation: layer.activation ?? 'none',
    };
    return this.#add(name, operator, residual === undefined ? [x] : [x, residual]);
  }

  batchNorm(name: string, x: Value, layer: Omit<BatchNorm, 'kind' | 'activation'>): Value {
    return this.#add(name, { kind: 'batchnorm', ...layer, activation: 'none' }, [x]);
  }

  maxPool(name: string, x: Value, layer: PoolLayer): Value {
    return this.#pool('maxpool', name, x, layer);
  }

  averagePool(name: string, x: Value, layer: PoolLayer): Value {
    return this.#pool('avgpool', name, x, layer);
  }

  globalAveragePool(name: string, x: Value): Value {
    return this.#add(name, { kind: 'globalavgpool' }, [x]);
  }

  linear(name: string, x: Value, { weight, bias, activation }: LinearLayer): Value {
    return this.#add(name, { kind: 'linear', weight, bias: bias ?? null, activation: activation ?? 'none' }, [x]);
  }

  targetLinear(name: string, x: Value, weight: Value, bias: Value): Value {
    return this.#add(name, { kind: 'targetlinear', activation: 'none' }, [x, weight, bias]);
  }

  /** `widths` of the target net: its input, and the outputs of its layers, the last of them 1. */
  targetNet(name: string, x: Value, matrices: Value, vectors: Value, widths: readonly number[]): Value {
    return this.#add(name, { kind: 'targetnet', widths }, [x, matrices, vectors]);
  }

  relu(name: string, x: Value): Value {
    return this.#add(name, { kind: 'activate', activation: 'relu' }, [x]);
  }

  sigmoid(name: string, x: Value): Value {
    return this.#add(name, { kind: 'activate', activation: 'sigmoid' }, [x]);
  }

  add(name: string, a: Value, b: Value): Value {
    return this.#add(name, { kind: 'add', activation: 'none' }, [a, b]);
  }

  concat(name: string, inputs: readonly Value[], axis: number): Value {
    return this.#add(name, { kind: 'concat', axis }, inputs);
  }

  permute(name: string, x: Value, order: readonly number[]): Value {
    return this.#add(name, { kind: 'permute', order }, [x]);
  }

  reshape(name: string, x: Value, shape: Shape): Value {
    return this.#add(name, { kind: 'reshape', shape }, [x]);
  }

  softmax(name: string, x: Value, axis: number): Value {
    return this.#add(name, { kind: 'softmax', axis }, [x]);
  }

  l2Normalise(name: string, x: Value, scale: Constant, epsilon: number): Value {
    return this.#add(name, { kind: 'l2normalise', scale, epsilon }, [x]);
  }

  halve(name: string, x: Value, rowTaps: Value): Value {
    return this.#add(name, { kind: 'halve' }, [x, rowTaps]);
  }

  mscn(name: string, x: Value): Value {
    return this.#add(name, { kind: 'mscn' }, [x]);
  }

  pairMoments(name: string, x: Value, start: Value): Value {
    return this.#add(name, { kind: 'pairmoments' }, [x, start]);
  }

  /** The value of an input or a node by its name. */
  value(name: string): Value {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    throw new HyperIqaError(
      'GRAPH',
      `The graph has no value '${name}'; it has ${[...this.#values.keys()].join(', ')}.`,
    );
  }

  build(outputs: readonly Value[]): Graph {
    return { inputs: [...this.#inputs], nodes: [...this.#nodes], outputs: [...outputs] };
  }

  #pool(kind: Pool2d['kind'], name: string, x: Value, { kernel, stride, padding, rounding }: PoolLayer): Value {
    const windows = { kernel: pair(kernel), stride: pair(stride), padding: pair(padding ?? 0) };
    return this.#add(name, { kind, ...windows, rounding: rounding ?? 'floor' }, [x]);
  }

  #add(name: string, operator: Operator, inputs: readonly Value[]): Value {
    const output = this.#declare({ name, shape: this.#infer(name, operator, inputs) });
    this.#nodes.push({ name, operator, inputs, output });
    return output;
  }

  #infer(name: string, operator: Operator, inputs: readonly Value[]): Shape {
    try {
      return outputShape(
        operator,
        inputs.map((input) => input.shape),
      );
    } catch (error) {
      if (!(error instanceof HyperIqaError)) throw error;
      throw new HyperIqaError(error.code, `Node '${name}': ${error.message}`, { cause: error });
    }
  }

  #declareInput(value: Value): Value {
    this.#inputs.push(this.#declare(value));
    return value;
  }

  #declare(value: Value): Value {
    if (this.#values.has(value.name)) {
      throw new HyperIqaError('GRAPH', `The name '${value.name}' is taken: every input and node needs its own.`);
    }
    this.#values.set(value.name, value);
    return value;
  }
}
