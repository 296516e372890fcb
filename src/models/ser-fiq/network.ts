/** SER-FIQ's recognition network: ArcFace's iResNet-100, with its last layers under dropout. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { batchNorm, reshape } from '../../graph/layers.ts';
import { elementCount } from '../../graph/tensor.ts';
import { alignedSide } from '../../image/align-face.ts';
import { addIResNet, addNorm } from '../backbones/iresnet.ts';
import { addStochasticEmbeddings } from '../stochastic-embedding.ts';
import type { WeightSource } from '../weight-source.ts';

const epsilon = 2e-5;
/** The embedding's dimensions, where the weights do not determine them. */
const usualDimensions = 512;
/** As in training. */
const probability = 0.4;
export const repeats = 100;

/**
 * Input 'crops' [N,3,112,112], R, G, B around 0. Output 'embeddings' [100 N, D], those of each face consecutively.
 * @param seed determines which features are dropped.
 */
export function serFiqGraph(weights: WeightSource, batch: number, seed: number): Graph {
  const net = new GraphBuilder();
  const maps = addIResNet(net, weights, net.input('crops', [batch, 3, alignedSide, alignedSide]), {
    usualBlocks: [3, 13, 30, 3],
    epsilon,
    hasMiddleNorm: true,
    halvesBy: 'convolution',
  });
  const features = elementCount(maps.shape.slice(1));
  const flat = reshape(net, 'flatten', addNorm(net, weights, 'bn2', maps, epsilon), [batch, features]);
  const dimensions = weights.shapeOf('fc.weight')?.[0] ?? usualDimensions;
  const products = addStochasticEmbeddings(net, 'fc', flat, {
    weight: weights.constant('fc.weight', [dimensions, features]),
    bias: weights.constant('fc.bias', [dimensions]),
    ...{ probability, repeats, seed },
  });
  // Its multiplier is fixed at 1, whatever the file holds (fix_gamma).
  const embeddings = batchNorm(net, 'embeddings', products, {
    mean: weights.constant('features.running_mean', [dimensions]),
    variance: weights.constant('features.running_var', [dimensions]),
    gamma: null,
    beta: weights.constant('features.bias', [dimensions]),
    epsilon,
  });
  return net.build([embeddings]);
}
