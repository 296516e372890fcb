/**
 * From what was seen in each frame to the quality of each: a linear layer, a GRU, a linear layer. It runs on the CPU in
 * float64: half a million multiply-adds a frame beside the four thousand million that a small frame costs the ResNet, and
 * each step of a GRU waits for the one before.
 */
import type { Constant } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

/** What a model calls the layers. */
export interface HeadNames {
  readonly reduction: string;
  readonly recurrent: string;
  readonly quality: string;
}

const usualReduced = 128;
const usualHidden = 32;
/** Reset, update, new. */
const gates = 3;

type Parts<T> = Readonly<
  Record<
    | 'reductionWeight'
    | 'reductionBias'
    | 'inputWeight'
    | 'inputBias'
    | 'stateWeight'
    | 'stateBias'
    | 'qualityWeight'
    | 'qualityBias',
    T
  >
>;

export type HeadConstants = Parts<Constant>;
export type Head = Parts<Float32Array>;

/** @param features how many numbers a frame has. Further widths are the weights' own. */
export function requestHead(weights: WeightSource, names: HeadNames, features: number): HeadConstants {
  const { reduction, recurrent, quality } = names;
  const reduced = weights.shapeOf(`${reduction}.weight`)?.[0] ?? usualReduced;
  const hidden = weights.shapeOf(`${quality}.weight`)?.[1] ?? usualHidden;
  const constant = (name: string, ...shape: readonly number[]) => weights.constant(name, shape);
  return {
    reductionWeight: constant(`${reduction}.weight`, reduced, features),
    reductionBias: constant(`${reduction}.bias`, reduced),
    inputWeight: constant(`${recurrent}.weight_ih_l0`, gates * hidden, reduced),
    stateWeight: constant(`${recurrent}.weight_hh_l0`, gates * hidden, hidden),
    inputBias: constant(`${recurrent}.bias_ih_l0`, gates * hidden),
    stateBias: constant(`${recurrent}.bias_hh_l0`, gates * hidden),
    qualityWeight: constant(`${quality}.weight`, 1, hidden),
    qualityBias: constant(`${quality}.bias`, 1),
  };
}

export async function readHead(constants: HeadConstants): Promise<Head> {
  const read = Object.entries(constants).map(async ([name, constant]) => [name, await constant.read()] as const);
  return Object.fromEntries(await Promise.all(read)) as Head;
}

/** weight [N,M] times x [M], plus bias [N]. */
function linear(weight: Float32Array, bias: Float32Array, x: ArrayLike<number>): Float64Array {
  return Float64Array.from(bias, (start, row) => {
    let sum = start;
    for (let i = 0, at = row * x.length; i < x.length; i++) sum += weight[at + i]! * x[i]!;
    return sum;
  });
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The quality of frame after frame: each call takes what was seen in the next one. The gates are PyTorch's, whose two biases
 * differ in the candidate: the reset gate multiplies the state's.
 */
export function frameQualities(head: Head): (seen: Float32Array) => number {
  const hidden = head.qualityWeight.length;
  let state = new Float64Array(hidden);
  return (seen) => {
    const reduced = linear(head.reductionWeight, head.reductionBias, seen);
    const fromInput = linear(head.inputWeight, head.inputBias, reduced);
    const fromState = linear(head.stateWeight, head.stateBias, state);
    state = state.map((before, i) => {
      const reset = sigmoid(fromInput[i]! + fromState[i]!);
      const update = sigmoid(fromInput[hidden + i]! + fromState[hidden + i]!);
      const candidate = Math.tanh(fromInput[2 * hidden + i]! + reset * fromState[2 * hidden + i]!);
      return (1 - update) * candidate + update * before;
    });
    return linear(head.qualityWeight, head.qualityBias, state)[0]!;
  };
}
