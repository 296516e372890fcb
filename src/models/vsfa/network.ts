/** The features that VSFA's networks extract from a frame: mean and deviation of each of a ResNet's last maps. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, globalAveragePool, reduce, reshape } from '../../graph/layers.ts';
import type { Size } from '../../image/protocols/protocol.ts';
import { addResNet } from '../backbones/resnet.ts';
import { resNetLayoutOf } from '../backbones/resnet-layout.ts';
import type { WeightSource } from '../weight-source.ts';
import { resNetPrefix } from './names.ts';

/** The least side of a frame: five halvings that round up leave two pixels, the least that a deviation needs. */
export const leastSide = 33;

/** The number of values that `featuresGraph` outputs per frame: 4096 with ResNet-50. */
export function featureCount(weights: WeightSource): number {
  return 2 * 4 * resNetLayoutOf(weights.shapeOf, resNetPrefix).stages.at(-1)!.width;
}

/**
 * Input 'frames' [N,3,H,W], R, G, B normalised as for ImageNet. Output 'features' [N,2*C]: the mean of each of the C last maps,
 * then the unbiased deviation of each.
 */
export function featuresGraph(weights: WeightSource, batch: number, { width, height }: Size): Graph {
  const net = new GraphBuilder();
  const frames = net.input('frames', [batch, 3, height, width]);
  const maps = addResNet(net, weights, resNetPrefix, frames, resNetLayoutOf(weights.shapeOf, resNetPrefix)).at(-1)!;
  const channels = maps.shape[1]!;
  const means = reshape(net, 'means', globalAveragePool(net, 'pool', maps), [batch, channels]);
  const deviations = reduce(net, 'deviations', maps, 'unbiased-deviation', [2, 3]);
  return net.build([concat(net, 'features', [means, deviations], 1)]);
}
