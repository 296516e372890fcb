/** AlexNet's convolutions as torchvision has them (Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014). */
import type { GraphBuilder } from '../../graph/builder.ts';
import { conv2d, maxPool } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

/** Places are those in torchvision's `features`. */
const layers = [
  { place: 0, usualWidth: 64, kernel: 11, stride: 4, padding: 2, isPooled: true },
  { place: 3, usualWidth: 192, kernel: 5, stride: 1, padding: 2, isPooled: true },
  { place: 6, usualWidth: 384, kernel: 3, stride: 1, padding: 1, isPooled: false },
  { place: 8, usualWidth: 256, kernel: 3, stride: 1, padding: 1, isPooled: false },
  { place: 10, usualWidth: 256, kernel: 3, stride: 1, padding: 1, isPooled: true },
] as const;

/**
 * Five convolutions with ReLU, three of them followed by a maximum over 3x3 places at a stride of 2.
 * @param prefix of the tensors' names, such as `features.`
 * @param x [N,3,H,W], both sides 63 or more.
 * @returns [N,256,6,6] for crops of 224x224. Widths are the weights' own.
 */
export function addAlexNet(net: GraphBuilder, weights: WeightSource, prefix: string, x: Value): Value {
  return layers.reduce((before: Value, { place, usualWidth, kernel, stride, padding, isPooled }) => {
    const name = `${prefix}${place}`;
    const outputs = weights.shapeOf(`${name}.weight`)?.[0] ?? usualWidth;
    const maps = conv2d(net, name, before, {
      weight: weights.constant(`${name}.weight`, [outputs, before.shape[1]!, kernel, kernel]),
      bias: weights.constant(`${name}.bias`, [outputs]),
      stride,
      padding,
      activation: 'relu',
    });
    return isPooled ? maxPool(net, `${prefix}${place + 2}`, maps, { kernel: 3, stride: 2 }) : maps;
  }, x);
}
