/** What every operator's file states about it; the table in index.ts gathers them. */
import type { Shape, Value } from '../tensor.ts';

/** Vertical then horizontal: [height, width]. */
export type Pair = readonly [number, number];

/** A number stands for both axes. */
export function pairOf(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

/** The near sides, then the far ones: [top, left, bottom, right]. */
export type Sides = readonly [number, number, number, number];

/** A number stands for all sides, a pair for top and bottom, and left and right. */
export function sidesOf(value: number | Pair | Sides): Sides {
  if (typeof value === 'number') return [value, value, value, value];
  return value.length === 2 ? [...value, ...value] : value;
}

/** A tensor of the float64 CPU reference. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export interface ReferenceResult {
  readonly output: HostTensor;
  /**
   * For operators that sum (products, batch normalisation, addition, averages): per output element the sum of its
   * terms' magnitudes (bias and residual included), before the activation. It scales the error that
   * float32 summation may have. Null for all others.
   */
  readonly magnitude: Float64Array | null;
}

export interface Cost {
  /** Multiplications and additions, each counted as one; a fused multiply-add is two. Activations are not counted. */
  readonly flops: number;
  /** Bytes read and written when every input, weight and output is touched exactly once, float32. */
  readonly bytes: number;
}

/** What layers are added to: a GraphBuilder, seen by one operator. */
export interface Net<O> {
  /** Adds a node and returns its output. @throws HyperIqaError GRAPH, naming the node */
  add(name: string, operator: O, inputs: readonly Value[]): Value;
}

/** Shape inference with checks, and cost. */
export interface OperatorRules<O> {
  /** @throws HyperIqaError GRAPH when the inputs do not fit the operator. */
  outputShape(operator: O, inputs: readonly Shape[]): Shape;
  cost(operator: O, inputs: readonly Shape[], output: Shape): Cost;
  /**
   * How far kernels may be from float64, of the largest magnitude, where they round as another implementation does and
   * not as near as they can. The usual bound of `npm run check` when left out.
   */
  readonly tolerance?: number;
}

/**
 * The operator in a few plain lines of float64, slow and right by inspection: the oracle that kernels are held against. It
 * stands beside the rules, not among them, so that bundles which only run networks leave it out.
 */
export type Reference<O> = (operator: O, inputs: readonly HostTensor[]) => Promise<ReferenceResult>;
