/** Opens DIQA as a metric. */
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount } from '../../graph/tensor.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { detailOf } from './input.ts';
import { diqaGraph } from './network.ts';
import { planKey, planOf } from './plans.ts';
import { diqaProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** For a photo of 384x512: the network's size is the photo's. */
export function graph(weights: WeightSource, batch: number): Graph {
  return diqaGraph(weights, batch, { width: 512, height: 384 });
}

/** The first layer scales differences of grey levels to about unit scale. */
export function distributionOf({ name, shape }: TensorSpec): Distribution | undefined {
  return name === 'conv1.weight' ? bell(2 / elementCount(shape.slice(1)) / 2 ** 8) : undefined;
}

/** @throws HyperIqaError WEIGHTS when these are not DIQA's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: diqaProtocol,
    input: detailOf(planOf(weights.fact(planKey))),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch, size) => diqaGraph(weights, batch, size),
  });
}
