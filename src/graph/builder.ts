/** Builds a graph. Shapes are inferred and checked as each layer is added. The functions that add layers are in layers.ts. */
import { HyperIqaError } from '../errors.ts';
import type { Graph, Node } from './graph.ts';
import { type Operator, outputShape } from './operators/index.ts';
import type { Shape, Value } from './tensor.ts';

export class GraphBuilder {
  readonly #inputs: Value[] = [];
  readonly #nodes: Node[] = [];
  readonly #values = new Map<string, Value>();

  input(name: string, shape: Shape): Value {
    return this.#declareInput({ kind: 'value', name, shape });
  }

  /** Adds an input of bytes 0..255. */
  byteInput(name: string, shape: Shape): Value {
    return this.#declareInput({ kind: 'value', name, shape, dtype: 'u8' });
  }

  /**
   * Adds a node and returns its output, a value of the same name.
   * @throws HyperIqaError GRAPH, naming the node, when the name is taken or the inputs do not fit the operator.
   */
  add(name: string, operator: Operator, inputs: readonly Value[]): Value {
    const output = this.#declare({ kind: 'value', name, shape: this.#infer(name, operator, inputs) });
    this.#nodes.push({ name, operator, inputs, output });
    return output;
  }

  /** The value of the input or node of this name. @throws HyperIqaError GRAPH when there is none. */
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
