/** Compares the network that the file of a whole Keras model describes with the one that its weights are converted for. */
import { HyperIqaError } from '../errors.ts';
import type { KerasLayer, KerasModel } from '../formats/keras-layers.ts';
import type { Graph, Node } from '../graph/graph.ts';
import type { Sides } from '../graph/operators/operator.ts';
import type { Value } from '../graph/tensor.ts';
import { printable, shortened } from '../printable.ts';
import { scaleOf, stepsOfLayer, zerosOf } from './keras-steps.ts';
import { factorOf, stepsOfNode, weightsOfNode } from './steps.ts';

/** A place in a graph: a value, after the last `done` of the steps that compute it. */
interface Place {
  readonly value: Value;
  readonly done: number;
}

const weighted = new Set(['Conv2D', 'DepthwiseConv2D', 'Dense', 'BatchNormalization']);
const none: Sides = [0, 0, 0, 0];
const nothing = { input: undefined, before: undefined, zeros: none };

/**
 * Compares both networks from the file's output back to its input: kinds and order of layers, strides, paddings, epsilons,
 * activations, and whose weights they use. What the graph computes before that input or after that output is ignored.
 * @param title the graph's model, for messages.
 * @param nameInFile maps a constant's key to the file's name for the tensor.
 * @throws HyperIqaError WEIGHTS naming the layer that differs.
 */
export function requireSameNetwork(
  title: string,
  model: KerasModel,
  graph: Graph,
  nameInFile: (key: string) => string,
): void {
  new Comparison(title, model, graph, nameInFile).run();
}

class Comparison {
  readonly #title: string;
  readonly #model: KerasModel;
  readonly #nodes: readonly Node[];
  readonly #makers: ReadonlyMap<Value, Node>;
  readonly #nameInFile: (key: string) => string;
  readonly #compared = new Set<string>();

  constructor(title: string, model: KerasModel, graph: Graph, nameInFile: (key: string) => string) {
    this.#title = title;
    this.#model = model;
    this.#nodes = graph.nodes;
    this.#makers = new Map(graph.nodes.map((node) => [node.output, node]));
    this.#nameInFile = nameInFile;
  }

  run(): void {
    this.#compare(this.#model.output, this.#end());
  }

  /** Where the graph has computed the file's output: after its last weights, and as many steps as the file has after them. */
  #end(): Place {
    const { layer, steps } = this.#lastWithWeights();
    const first = this.#nodes.find((node) => this.#takesWeightsOf(node, layer));
    if (first === undefined) return this.#fail(layer, 'it has the last weights', 'no such layer');
    let place: Place = { value: first.output, done: 0 };
    let left = steps - stepsOfNode(first).length;
    while (left > 0) {
      const [next, other] = this.#nodes.filter(({ inputs }) => inputs.includes(place.value));
      if (next === undefined || other !== undefined) break;
      place = { value: next.output, done: 0 };
      left -= stepsOfNode(next).length;
    }
    return place;
  }

  /** The last layer with weights, and the number of steps from its first one to the output. */
  #lastWithWeights(): { readonly layer: KerasLayer; readonly steps: number } {
    let layer = this.#layer(this.#model.output);
    let steps = stepsOfLayer(layer, nothing).length;
    while (!weighted.has(layer.kind)) {
      if (layer.inputs.length !== 1) this.#fail(layer, 'no layer with weights comes before it', 'layers with weights');
      layer = this.#layer(layer.inputs[0]);
      steps += stepsOfLayer(layer, nothing).length;
    }
    return { layer, steps };
  }

  #compare(name: string, start: Place): void {
    let [layer, place] = [this.#layer(name), start];
    for (;;) {
      // A place that was already compared along another path is known to agree.
      const key = `${place.done} ${place.value.name} ${layer.name}`;
      if (this.#compared.has(key)) return;
      this.#compared.add(key);
      if (layer.kind === 'InputLayer') {
        this.#compareInput(layer, place);
        return;
      }
      const { zeros, inputs } = this.#before(layer);
      place = this.#pass(layer, place, zeros);
      if (inputs.length > 1) this.#compareBranches(layer, place);
      // The first layer of a sequential model declares the input itself.
      if (inputs.length === 0 && layer.config.batch_input_shape === undefined)
        this.#fail(layer, 'no input', 'an input');
      if (inputs.length !== 1) return;
      layer = this.#layer(inputs[0]);
    }
  }

  /** A layer's inputs. A convolution is combined with the layers before it that only add zeros. */
  #before({ kind, inputs }: KerasLayer): { readonly zeros: Sides; readonly inputs: readonly string[] } {
    let [zeros, before] = [none, inputs];
    while (kind.endsWith('Conv2D') && before.length === 1) {
      const layer = this.#layer(before[0]);
      if (layer.kind !== 'ZeroPadding2D') break;
      zeros = sum(zeros, zerosOf(layer));
      before = layer.inputs;
    }
    return { zeros, inputs: before };
  }

  /** The place before a layer. */
  #pass(layer: KerasLayer, start: Place, zeros: Sides): Place {
    let place = this.#rest(start);
    for (let i = 0; ; i++) {
      place = this.#rest(place);
      const node = this.#makers.get(place.value);
      const step = stepsOfLayer(layer, { input: node?.inputs[0]?.shape, before: place.value.shape, zeros })[i];
      if (step === undefined) return place;
      const wanted = node === undefined ? 'its input' : (stepsOfNode(node)[place.done] ?? 'several inputs');
      if (step !== wanted) this.#fail(layer, step, wanted);
      if (node !== undefined && weightsOfNode(node).length > 0 && place.done === stepsOfNode(node).length - 1) {
        if (!this.#takesWeightsOf(node, layer)) {
          const names = weightsOfNode(node).map((weight) => this.#nameInFile(factorOf(weight).name));
          this.#fail(layer, 'it takes its own weights', `the weights ${names}`);
        }
      }
      place = { value: place.value, done: place.done + 1 };
    }
  }

  #compareBranches(layer: KerasLayer, place: Place): void {
    const node = this.#makers.get(place.value);
    const inputs = node?.inputs ?? [];
    if (inputs.length !== layer.inputs.length) {
      this.#fail(layer, `${layer.inputs.length} inputs`, `${inputs.length} inputs`);
    }
    const scale = scaleOf(layer);
    // Keras multiplies the second input. Here the factor is part of that branch's weights, and the branch comes first.
    const names = scale === undefined ? layer.inputs : [...layer.inputs].reverse();
    for (const [i, name] of names.entries()) this.#compare(name, { value: inputs[i]!, done: 0 });
    const factors = inputs.slice(0, 1).map((value) => this.#factorOf(value));
    if (scale !== undefined && factors[0] !== scale) this.#fail(layer, `the factor ${scale}`, `${factors[0]}`);
  }

  #compareInput(layer: KerasLayer, place: Place): void {
    const { value } = this.#rest(place);
    const stated = layer.config.batch_shape ?? layer.config.batch_input_shape;
    if (!Array.isArray(stated) || stated.length !== 4) return;
    const [, channels, height, width] = value.shape;
    const wanted = [height, width, channels];
    const differs = wanted.some((size, i) => typeof stated[i + 1] === 'number' && stated[i + 1] !== size);
    if (differs) this.#fail(layer, `an input of ${stated.slice(1).join('x')}`, `one of ${wanted.join('x')}`);
  }

  /** The same place, before any steps that only change the shape. */
  #rest(place: Place): Place {
    let rest = place;
    for (;;) {
      const node = this.#makers.get(rest.value);
      if (node === undefined || node.inputs.length !== 1 || rest.done < stepsOfNode(node).length) return rest;
      rest = { value: node.inputs[0], done: 0 };
    }
  }

  /** The factor that the weights of the value's node are multiplied by. */
  #factorOf(value: Value): number {
    const node = this.#makers.get(value);
    const [weight] = node === undefined ? [] : weightsOfNode(node);
    return weight === undefined ? 1 : factorOf(weight).factor;
  }

  #takesWeightsOf(node: Node, layer: KerasLayer): boolean {
    return weightsOfNode(node).some((weight) =>
      `/${this.#nameInFile(factorOf(weight).name)}`.includes(`/${layer.name}/`),
    );
  }

  #layer(name: string): KerasLayer {
    return this.#model.layers.get(name)!;
  }

  #fail(layer: KerasLayer, found: string, wanted: string): never {
    throw new HyperIqaError(
      'WEIGHTS',
      `The file describes another network than ${this.#title}: of its layer ${JSON.stringify(printable(shortened(layer.name, 80)))} ` +
        `(${printable(shortened(layer.kind, 40))}) it says: ${printable(shortened(found, 120))}; where ${this.#title} has: ` +
        `${printable(shortened(wanted, 120))}. Get the published file, or train the published network.`,
    );
  }
}

function sum(a: Sides, b: Sides): Sides {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}
