/** The rewrites that every network goes through before it is compiled. */
import type { Graph } from './graph.ts';
import { foldBatchNorm } from './rewrites/fold-batchnorm.ts';
import { fuseActivation } from './rewrites/fuse-activation.ts';
import { fuseResidual } from './rewrites/fuse-residual.ts';

/**
 * The same function in fewer nodes. Inputs and outputs stay the same objects, and no output is merged away; a merged
 * node keeps the name of its first part and the output value of its last.
 */
export function optimise(graph: Graph): Graph {
  // In this order: a normalisation hides the addition behind a convolution, and the addition hides the activation.
  return fuseActivation(fuseResidual(foldBatchNorm(graph)));
}
