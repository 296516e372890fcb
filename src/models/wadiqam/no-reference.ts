/** The network WaDIQaM without a reference, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { pixelsOf, weighsAlike } from './deep-iqa.ts';
import { addBranches, addPatchFeatures, weighted } from './network.ts';
import { patchProtocol, patchSide } from './patches.ts';

export const unit = 'crop';
export const usualBatch = 32;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/**
 * Input 'crops' [N,3,32,32], R, G, B in 0..1, or 0..255 for deepIQA's weights. Outputs 'score' [N,1] and, where patches are
 * weighted, 'weight' [N,1].
 */
export function graph(weights: WeightSource, batch: number): Graph {
  return patchGraph(weights, batch, false);
}

function patchGraph(weights: WeightSource, batch: number, isPatchwise: boolean): Graph {
  const net = new GraphBuilder();
  const features = addPatchFeatures(net, weights, net.input('crops', [batch, 3, patchSide, patchSide]));
  const branches = { quality: ['fc1q_nr', 'fc2q_nr'], weight: ['fc1w_nr', 'fc2w_nr'] } as const;
  return net.build(addBranches(net, weights, features, branches, isPatchwise));
}

/** @throws HyperIqaError WEIGHTS when these are not WaDIQaM-NR's weights. */
export async function open(compiler: Compiler, { file, protocol, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  const isPatchwise = weighsAlike(row.checkpoint);
  return new CropMetric(compiler, {
    ...row,
    protocol: protocol ?? patchProtocol,
    input: rgbCrops(pixelsOf(file)),
    largestBatch: usualBatch,
    hasFixedBatch: false,
    aggregate: weighted,
    graph: (batch) => patchGraph(weights, batch, isPatchwise),
  });
}
