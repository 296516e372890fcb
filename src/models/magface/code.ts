/** The network MagFace, and how it is opened. */

import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { linear, multiply, reduce, reshape, unary } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount } from '../../graph/tensor.ts';
import { alignedSide } from '../../image/align-face.ts';
import { bgrCrops } from '../../image/crop-tensor.ts';
import { zeroToOne } from '../../image/normalisation.ts';
import { addIResNet, addNorm, iResNetDistribution } from '../backbones/iresnet.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { magFaceProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = iResNetDistribution;

const epsilon = 2e-5;
/** The embedding's dimensions, where the weights do not determine them. */
const usualDimensions = 512;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,3,112,112], B, G, R in 0..1. Output 'score' [N,1]: the length of the embedding. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const faces = net.input('crops', [batch, 3, alignedSide, alignedSide]);
  const maps = addIResNet(net, weights, faces, {
    usualBlocks: [3, 4, 14, 3],
    epsilon,
    hasMiddleNorm: true,
    halvesBy: 'convolution',
  });
  const features = elementCount(maps.shape.slice(1));
  const flat = reshape(net, 'flatten', addNorm(net, weights, 'bn2', maps, epsilon), [batch, features]);
  const dimensions = weights.shapeOf('fc.weight')?.[0] ?? usualDimensions;
  const product = linear(net, 'fc', flat, {
    weight: weights.constant('fc.weight', [dimensions, features]),
    bias: weights.constant('fc.bias', [dimensions]),
  });
  const embedding = addNorm(net, weights, 'features', product, epsilon);
  const squares = multiply(net, 'squares', embedding, embedding);
  return net.build([unary(net, 'score', reduce(net, 'sum', squares, 'sum', [1], true), 'sqrt')]);
}

/** @throws HyperIqaError WEIGHTS when these are not MagFace's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: magFaceProtocol,
    input: bgrCrops(zeroToOne),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
