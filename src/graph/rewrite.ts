/** The rewrites that every network goes through before it is compiled. */
import type { Graph } from './graph.ts';
import { foldBatchNorm } from './rewrites/fold-batch-norm.ts';
import { fuseActivation } from './rewrites/fuse-activation.ts';
import { fuseResidual } from './rewrites/fuse-residual.ts';
import { roundWeights } from './rewrites/round-weights.ts';

/**
 * What a network may compute with. `f32`: float32 throughout. `f16`: the weights of convolutions and linear layers are
 * rounded to float16 and stored as such, and kernels may add up short sums in float16; the result is an approximation.
 */
export type Precision = 'f32' | 'f16';

/**
 * The same function in fewer nodes, but for the rounding of weights in f16. Inputs and outputs stay the same objects, and
 * no output is merged away; a merged node keeps the name of its first part and the output value of its last.
 */
export function optimise(graph: Graph, precision: Precision = 'f32'): Graph {
  // In this order: a normalisation hides the addition behind a convolution, and the addition hides the activation.
  const merged = fuseActivation(fuseResidual(foldBatchNorm(graph)));
  return precision === 'f16' ? roundWeights(merged) : merged;
}
