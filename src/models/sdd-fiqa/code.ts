/** The network SDD-FIQA, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { linear, prelu, reshape } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount } from '../../graph/tensor.ts';
import { alignedSide } from '../../image/align-face.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { minusOneToOne } from '../../image/normalisation.ts';
import { addIResNet, iResNetDistribution } from '../backbones/iresnet.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { stageBlocks } from './names.ts';
import { sddFiqaProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;

/** Scores around 50; near 0, rounding errors would be relatively large. */
export function distributionOf(spec: TensorSpec): Distribution | undefined {
  return spec.name === 'quality.3.bias' ? bell(0.01, 50) : iResNetDistribution(spec);
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,3,112,112], R, G, B in -1..1. Output 'score' [N,1]. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const maps = addIResNet(net, weights, net.input('crops', [batch, 3, alignedSide, alignedSide]), {
    usualBlocks: stageBlocks,
    epsilon: 1e-5,
    hasMiddleNorm: false,
    halvesBy: 'subsampling',
  });
  const features = elementCount(maps.shape.slice(1));
  const flat = reshape(net, 'flatten', maps, [batch, features]);
  const bent = prelu(net, 'quality.1', flat, weights.constant('quality.1.weight', [features]));
  const score = linear(net, 'score', bent, {
    weight: weights.constant('quality.3.weight', [1, features]),
    bias: weights.constant('quality.3.bias', [1]),
  });
  return net.build([score]);
}

/** @throws HyperIqaError WEIGHTS when these are not SDD-FIQA's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: sddFiqaProtocol,
    input: rgbCrops(minusOneToOne),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
