import type { Constant } from '../graph.ts';
import type { Activation } from './operator.ts';

/**
 * Batch normalisation with stored statistics, per channel: (x - mean) / sqrt(variance + epsilon) * gamma + beta.
 * Input: x [N,C,...]. Output: the same shape.
 */
export interface BatchNorm {
  readonly kind: 'batchnorm';
  /** [C] */
  readonly mean: Constant;
  /** [C] */
  readonly variance: Constant;
  /** [C]; null means 1. */
  readonly gamma: Constant | null;
  /** [C]; null means 0. */
  readonly beta: Constant | null;
  readonly epsilon: number;
  readonly activation: Activation;
}
