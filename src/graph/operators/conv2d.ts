import type { Constant } from '../graph.ts';
import type { Activation, Pair } from './operator.ts';

/**
 * Two-dimensional convolution (cross-correlation, as PyTorch and Caffe define it).
 * Inputs: x [N,C,H,W], and optionally a residual of the output's shape that is added before the activation.
 * Output: [N,O,H',W'], H' = floor((H + 2*padding - dilation*(kh-1) - 1) / stride) + 1.
 */
export interface Conv2d {
  readonly kind: 'conv2d';
  /** [O, C/groups, kh, kw] */
  readonly weight: Constant;
  /** [O] */
  readonly bias: Constant | null;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
  readonly activation: Activation;
}
