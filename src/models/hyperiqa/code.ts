/** Opens HyperIQA as a metric. */
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { resNetDistribution } from '../backbones/resnet.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { ContentProbe, Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { HyperIqaContentProbe } from './content-probe.ts';
import { hyperIqaGraph, hyperIqaPhotoGraph, normalisationFor } from './network.ts';
import { hyperIqaProtocols } from './protocols.ts';

export const unit = 'crop';
export const usualBatch = 10;

export function request(weights: WeightSource): void {
  hyperIqaGraph(weights, 1);
}

export const graph: (weights: WeightSource, batch: number) => Graph = hyperIqaGraph;

/** Scores spread over tens of points around 50. */
export function distributionOf(spec: TensorSpec): Distribution | undefined {
  if (spec.name === 'fc5b_fc.bias') return bell(0.01, 50);
  // 8 times as wide as usual, for the spread.
  if (spec.name === 'fc5w_fc.weight') return bell((64 * 2) / spec.shape[1]);
  return resNetDistribution(spec);
}

export async function open(compiler: Compiler, { file, protocol, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  // Reports at once what is missing, instead of with the first photo.
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: protocol ?? hyperIqaProtocols[0],
    input: rgbCrops(normalisationFor(weights)),
    largestBatch: 10,
    hasFixedBatch: false,
    graph: (batch) => hyperIqaGraph(weights, batch),
    framedGraph: (batch, { width, height }) => hyperIqaPhotoGraph(weights, batch, height, width),
  });
}

export function openContentProbe(compiler: Compiler, { file, protocol }: OpenMetric): Promise<ContentProbe> {
  return HyperIqaContentProbe.load(compiler, weightsOf(file), protocol ?? hyperIqaProtocols[0]);
}
