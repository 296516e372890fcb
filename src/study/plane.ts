/** Reduces vectors of many dimensions to two, for display. */
import { PCA } from 'ml-pca';
import { UMAP } from 'umap-js';
import { mt19937 } from '../image/mt19937.ts';

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export interface PrincipalComponents {
  /** The first two components of each vector. */
  readonly points: readonly PlanePoint[];
  /** Their shares of the variance. */
  readonly explained: readonly [number, number];
  /** As many leading components of each vector as requested. */
  readonly leading: readonly (readonly number[])[];
}

/** Principal components of at least 2 vectors, which are centred first, with `count` leading components. */
export function principalComponents(vectors: readonly Float32Array[], count: number): PrincipalComponents {
  const data = vectors.map((vector) => Array.from(vector));
  // By the covariance matrix, whose size does not depend on the number of vectors.
  const pca = new PCA(data, { method: 'covarianceMatrix' });
  const leading = pca.predict(data, { nComponents: count }).to2DArray();
  const [first = 0, second = 0] = pca.getExplainedVariance();
  const points = leading.map(([x = 0, y = 0]) => ({ x, y }));
  return { points, explained: [first, second], leading };
}

/** Fewer vectors have no neighbourhoods to preserve. */
export const fewestForNeighbours = 5;

/**
 * UMAP (McInnes et al. 2018) of at least `fewestForNeighbours` vectors: photos with similar vectors lie together, while distances
 * between groups mean little. The same vectors and seed give the same points.
 */
export function neighbourMap(vectors: readonly (readonly number[])[], seed: number): readonly PlanePoint[] {
  const draw = mt19937(seed);
  const umap = new UMAP({ nNeighbors: Math.min(15, vectors.length - 1), random: () => draw() / 2 ** 32 });
  return umap.fit(vectors.map((vector) => [...vector])).map(([x, y]) => ({ x: x!, y: y! }));
}
