import type { Pair } from './operator.ts';

/**
 * Maximum or average over windows of each channel. Input: x [N,C,H,W]. Output: [N,C,H',W'],
 * H' = round((H + 2*padding - kernel) / stride) + 1 with round = floor or ceil; in ceil mode a last window that would
 * start beyond the padded input is dropped (as PyTorch and Caffe do). Padding never wins a maximum.
 * The average divides by the window's area inside the padded input, padding included (PyTorch's count_include_pad).
 */
export interface Pool2d {
  readonly kind: 'maxpool' | 'avgpool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly rounding: 'floor' | 'ceil';
}

/** The mean over all positions of each channel. Input: x [N,C,H,W]. Output: [N,C]. */
export interface GlobalAveragePool {
  readonly kind: 'globalavgpool';
}
