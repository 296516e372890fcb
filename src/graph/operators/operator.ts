/** What every operator's file declares; the table in index.ts collects it. */
import type { Shape, Value } from '../tensor.ts';

/** Vertical then horizontal: [height, width]. */
export type Pair = readonly [number, number];

/** A single number applies to both axes. */
export function pairOf(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

/** [top, left, bottom, right]. */
export type Sides = readonly [number, number, number, number];

/** A single number applies to all sides; a pair to top and bottom, and to left and right. */
export function sidesOf(value: number | Pair | Sides): Sides {
  if (typeof value === 'number') return [value, value, value, value];
  return value.length === 2 ? [...value, ...value] : value;
}

/** A tensor of the float64 reference on the CPU. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export interface ReferenceResult {
  readonly output: HostTensor;
  /**
   * For operators that sum (products, batch normalisation, addition, averages): for each output element the sum of its terms'
   * magnitudes, with bias and residual, before the activation. Bounds on the error of float32 sums are relative to it. Null for
   * all other operators.
   */
  readonly magnitude: Float64Array | null;
}

export interface Cost {
  /** Multiplications and additions count as one each, a fused multiply-add as two. Activations are not counted. */
  readonly flops: number;
  /** Bytes of float32 moved when every input, weight and output is read or written exactly once. */
  readonly bytes: number;
}

/** The part of a GraphBuilder that an operator's function needs to add its node. */
export interface Net<O> {
  /** Adds a node and returns its output. @throws HyperIqaError GRAPH, naming the node */
  add(name: string, operator: O, inputs: readonly Value[]): Value;
}

/** An operator's shape inference, with checks, and its cost. */
export interface OperatorRules<O> {
  /** @throws HyperIqaError GRAPH when the inputs do not fit the operator. */
  outputShape(operator: O, inputs: readonly Shape[]): Shape;
  cost(operator: O, inputs: readonly Shape[], output: Shape): Cost;
  /**
   * The allowed error of kernels relative to the float64 result's largest magnitude, for operators that follow another
   * implementation's rounding. Default: the usual bound of `npm run check`.
   */
  readonly tolerance?: number;
}

/**
 * The operator in a few plain lines of float64, slow and evidently correct: the oracle that kernels are compared with. Kept apart
 * from the rules, so that bundles which only run networks leave it out.
 */
export type Reference<O> = (operator: O, inputs: readonly HostTensor[]) => Promise<ReferenceResult>;
