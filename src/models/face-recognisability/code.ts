/** The face score of this project's own, opened as a metric. */
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { descriptorInput } from '../backbones/face-descriptor.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric } from '../metric.ts';
import type { OpenMetric } from '../model.ts';
import { meanDistance, robustness } from '../stochastic-embedding.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { embeddingLength, recognisabilityGraph } from './network.ts';
import { chipProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  recognisabilityGraph(weights, 1);
}

export const graph: (weights: WeightSource, batch: number) => Graph = recognisabilityGraph;

/** @throws HyperIqaError WEIGHTS when these are not the network's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: chipProtocol,
    input: rgbCrops(descriptorInput),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => recognisabilityGraph(weights, batch),
    parts: ({ embeddings }) => ({ stability: robustness(meanDistance(embeddings, embeddingLength)) }),
  });
}
