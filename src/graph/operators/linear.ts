import type { Constant } from '../graph.ts';
import type { Activation } from './operator.ts';

/** y = W x + b. Input: x [N,I]. Output: [N,O]. */
export interface Linear {
  readonly kind: 'linear';
  /** [O,I] */
  readonly weight: Constant;
  /** [O] */
  readonly bias: Constant | null;
  readonly activation: Activation;
}

/**
 * A fully connected layer whose weights are themselves activations, one set for each image: the target net's layer,
 * which the authors run as a grouped 1x1 convolution with the batch folded into the channels.
 * Inputs: x [N,I], weight [N,O,I], bias [N,O]. Output: [N,O].
 */
export interface TargetLinear {
  readonly kind: 'targetlinear';
  readonly activation: Activation;
}
