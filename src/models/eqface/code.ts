/** The network EQFace, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { linear, relu, reshape, slice, softmax } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount } from '../../graph/tensor.ts';
import { alignedSide } from '../../image/align-face.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { aroundMiddle } from '../../image/normalisation.ts';
import { addIResNet, addNorm, iResNetDistribution } from '../backbones/iresnet.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { eqFaceProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = iResNetDistribution;

const epsilon = 1e-5;
/** The head's hidden width, where the weights do not determine it. */
const usualHidden = 512;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,3,112,112], R, G, B around 0. Output 'score' [N,1], 0 to 1. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const maps = addIResNet(net, weights, net.input('crops', [batch, 3, alignedSide, alignedSide]), {
    usualBlocks: [3, 13, 30, 3],
    epsilon,
    hasMiddleNorm: true,
    halvesBy: 'convolution',
  });
  const features = elementCount(maps.shape.slice(1));
  const flat = reshape(net, 'flatten', addNorm(net, weights, 'bn2', maps, epsilon), [batch, features]);
  const hidden = weights.shapeOf('qualtiy.0.weight')?.[0] ?? usualHidden;
  const first = linear(net, 'qualtiy.0', flat, { weight: weights.constant('qualtiy.0.weight', [hidden, features]) });
  const middle = relu(net, 'qualtiy.2', addNorm(net, weights, 'qualtiy.1', first, epsilon));
  const both = linear(net, 'qualtiy.3', middle, { weight: weights.constant('qualtiy.3.weight', [2, hidden]) });
  // The probabilities that the face is suitable for recognition, and that it is not.
  return net.build([slice(net, 'score', softmax(net, 'qualtiy.4', both, 1), { 1: { end: 1 } })]);
}

/** @throws HyperIqaError WEIGHTS when these are not EQFace's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: eqFaceProtocol,
    input: rgbCrops(aroundMiddle),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
