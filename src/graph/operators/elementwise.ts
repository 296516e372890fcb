import type { Activation } from './operator.ts';

/** Input: x of any shape. Output: the same shape. */
export interface Activate {
  readonly kind: 'activate';
  readonly activation: Exclude<Activation, 'none'>;
}

/** Inputs: a and b of one shape. Output: activation(a + b). */
export interface Add {
  readonly kind: 'add';
  readonly activation: Activation;
}
