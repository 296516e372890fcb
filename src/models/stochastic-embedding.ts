/**
 * Measures how much a face's embedding varies under dropout (Terhörst et al., "SER-FIQ", CVPR 2020): an embedding that depends on
 * few features varies much, and such a face is hard to recognise. Only the layers after the dropout are computed several times.
 */
import type { GraphBuilder } from '../graph/builder.ts';
import { dropout, linear } from '../graph/layers.ts';
import type { Constant, Value } from '../graph/tensor.ts';

/** The last layers of a recognition network. */
export interface StochasticTail {
  /** The weight of the linear layer after the dropout: [D,C]. */
  readonly weight: Constant;
  /** [D]; default none. */
  readonly bias?: Constant;
  /** The probability that a feature is dropped, in [0, 1). */
  readonly probability: number;
  /** The number of embeddings: 100 in the paper. */
  readonly repeats: number;
  /** An integer; equal seeds drop the same features of every face. */
  readonly seed: number;
}

/** Input: features [N,C]. Output: embeddings [N * repeats, D], those of each face consecutively, named `name`. */
export function addStochasticEmbeddings(net: GraphBuilder, name: string, features: Value, tail: StochasticTail): Value {
  const { weight, bias, ...masks } = tail;
  const thinned = dropout(net, `${name}.dropout`, features, masks);
  return linear(net, name, thinned, bias === undefined ? { weight } : { weight, bias });
}

/**
 * The mean Euclidean distance, 0 to 2, over all pairs of embeddings, each normalised to length 1. Computed in float64, since a
 * distance is the root of a small difference.
 * @param embeddings of one face, at least two: [repeats, dimensions]. NaN where an embedding is zero.
 */
export function meanDistance(embeddings: Float32Array, dimensions: number): number {
  const repeats = embeddings.length / dimensions;
  const rows = Array.from({ length: repeats }, (_, i) => {
    const row = Float64Array.from(embeddings.subarray(i * dimensions, (i + 1) * dimensions));
    const length = Math.sqrt(dot(row, row));
    return row.map((value) => value / length);
  });
  let sum = 0;
  for (let i = 1; i < repeats; i++) {
    for (let j = 0; j < i; j++) sum += Math.sqrt(Math.max(0, 2 - 2 * dot(rows[i]!, rows[j]!)));
  }
  return sum / ((repeats * (repeats - 1)) / 2);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The paper's score for a mean distance, equation 2: 1 for no variation, 0 at an infinite distance. */
export function robustness(distance: number): number {
  return 2 / (1 + Math.exp(distance));
}
