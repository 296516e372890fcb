/** The network VSFA, and how it is opened. */
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { resNetDistribution } from '../backbones/resnet.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { ClipMetric } from './clip-metric.ts';
import { type HeadConstants, readHead, requestHead } from './head.ts';
import { featureCount, featuresGraph } from './network.ts';
import { pooledOverTime } from './temporal-pooling.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = resNetDistribution;

export function requestVsfaHead(weights: WeightSource, features: number): HeadConstants {
  return requestHead(weights, { reduction: 'ann.fc0', recurrent: 'rnn', quality: 'q' }, features);
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
  requestVsfaHead(weights, featureCount(weights));
}

/** For frames of 224x224: the network's size is the clip's. */
export function graph(weights: WeightSource, batch: number): Graph {
  return featuresGraph(weights, batch, { width: 224, height: 224 });
}

/** @throws HyperIqaError WEIGHTS when these are not VSFA's weights. */
export async function open(compiler: Compiler, options: OpenMetric): Promise<Metric> {
  const weights = weightsOf(options.file);
  request(weights);
  const head = await readHead(requestVsfaHead(weights, featureCount(weights)));
  return new ClipMetric(compiler, options, head, {
    ofFrame: (quality) => quality,
    ofClip: (qualities) => ({ value: pooledOverTime(qualities) }),
  });
}
