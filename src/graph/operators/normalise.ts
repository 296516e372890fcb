import type { Constant } from '../graph.ts';

/** exp(x - max) / sum exp(x - max) along `axis`. Output: the input's shape. */
export interface Softmax {
  readonly kind: 'softmax';
  readonly axis: number;
}

/**
 * SSD's Normalize: x / sqrt(sum over channels of x^2 + epsilon) * scale[c] at every position.
 * Input: x [N,C,H,W]. Output: the same shape.
 */
export interface L2Normalise {
  readonly kind: 'l2normalise';
  /** [C] */
  readonly scale: Constant;
  readonly epsilon: number;
}
