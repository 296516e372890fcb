import type { Shape } from '../graph.ts';

/** Inputs: two or more tensors that differ only along `axis`. Output: joined along it, in order. */
export interface Concat {
  readonly kind: 'concat';
  readonly axis: number;
}

/** Output dimension i is input dimension order[i]. */
export interface Permute {
  readonly kind: 'permute';
  readonly order: readonly number[];
}

/** The same row-major values under another shape of as many elements; costs nothing. */
export interface Reshape {
  readonly kind: 'reshape';
  readonly shape: Shape;
}
