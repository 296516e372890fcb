/** Opens FaceQnet as a metric. */
import type { Graph } from '../../graph/graph.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount } from '../../graph/tensor.ts';
import { bgrCrops } from '../../image/crop-tensor.ts';
import { levels } from '../../image/normalisation.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution, flat } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { faceQnetGraph } from './network.ts';
import { faceQnetProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;

export const graph: (weights: WeightSource, batch: number) => Graph = faceQnetGraph;

/** The first layer scales bytes to about unit scale, and a block adds little to its input. */
export function distributionOf({ name, shape }: TensorSpec): Distribution | undefined {
  if (name === 'conv1.weight') return bell(2 / elementCount(shape.slice(1)) / 2 ** 14);
  if (name.endsWith('_1x1_increase.bn.weight')) return flat(0.15, 0.3);
  return name.endsWith('.bn.weight') ? flat(0.7, 0.3) : undefined;
}

export function request(weights: WeightSource): void {
  faceQnetGraph(weights, 1);
}

/** @throws HyperIqaError WEIGHTS when these are not FaceQnet's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: faceQnetProtocol,
    input: bgrCrops(levels),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => faceQnetGraph(weights, batch),
  });
}
