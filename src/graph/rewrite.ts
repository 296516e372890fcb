/** The rewrites that every graph goes through before it is compiled. */
import type { Graph } from './graph.ts';
import { foldBatchNorm } from './rewrites/fold-batch-norm.ts';
import { fuseActivation } from './rewrites/fuse-activation.ts';
import { fuseResidual } from './rewrites/fuse-residual.ts';
import { roundWeights } from './rewrites/round-weights.ts';

/**
 * The precision of a network's arithmetic. `f32`: float32 throughout. `f16`: the weights of convolutions and linear layers are
 * rounded to float16 and stored as such, and kernels may sum a few terms in float16; results are approximate.
 */
export type Precision = 'f32' | 'f16';

/**
 * Returns an equivalent graph with fewer nodes; with `f16`, weights are rounded as well. Inputs and outputs remain the same
 * objects and no output is merged away. A merged node keeps the name of its first part and the output value of its last.
 */
export function optimise(graph: Graph, precision: Precision = 'f32'): Graph {
  // The order matters: a normalisation stands between a convolution and the addition, and the addition before the activation.
  const merged = fuseActivation(fuseResidual(foldBatchNorm(graph)));
  return precision === 'f16' ? roundWeights(merged) : merged;
}
