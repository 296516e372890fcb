/**
 * Computes the quality of each frame from its features: a linear layer, a GRU, a linear layer. Runs on the CPU in float64: half a
 * million multiply-adds per frame, compared to four thousand million of the ResNet for a small frame, and each step of a GRU
 * depends on the previous one.
 */
import type { Constant } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

/** The model's names of the layers. */
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

/** @param features the number of values per frame. Further widths are those of the weights. */
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
 * Computes the quality of one frame after another: each call takes the features of the next one. The gates are PyTorch's, whose
 * two biases differ in the candidate: the reset gate multiplies the state's.
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
