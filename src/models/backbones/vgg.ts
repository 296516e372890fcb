/** VGG-16's convolutions (Simonyan and Zisserman 2014, configuration D). */
import type { GraphBuilder } from '../../graph/builder.ts';
import { conv2d, maxPool } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

/** For each 3x3 convolution: its place in torchvision's `features`, its name in Caffe, and its output channels. */
const stages = [
  [
    [0, 'conv1_1', 64],
    [2, 'conv1_2', 64],
  ],
  [
    [5, 'conv2_1', 128],
    [7, 'conv2_2', 128],
  ],
  [
    [10, 'conv3_1', 256],
    [12, 'conv3_2', 256],
    [14, 'conv3_3', 256],
  ],
  [
    [17, 'conv4_1', 512],
    [19, 'conv4_2', 512],
    [21, 'conv4_3', 512],
  ],
  [
    [24, 'conv5_1', 512],
    [26, 'conv5_2', 512],
    [28, 'conv5_3', 512],
  ],
] as const;

export interface VggNames {
  /** The prefix of the convolutions' tensors, such as `features.` */
  readonly prefix: string;
  readonly numbering: 'torchvision' | 'caffe';
}

/**
 * Thirteen convolutions with ReLU; sides are halved after every stage but the last.
 * @param x [N,3,H,W], both sides 16 or more.
 * @returns [N,512,floor(H/16),floor(W/16)], after the last convolution's ReLU. Widths are those of the weights.
 */
export function addVgg16(net: GraphBuilder, weights: WeightSource, x: Value, { prefix, numbering }: VggNames): Value {
  return stages.reduce((maps: Value, stage, index) => {
    const input = index === 0 ? maps : maxPool(net, `${prefix}pool${index}`, maps, { kernel: 2, stride: 2 });
    return stage.reduce((before: Value, [place, caffe, usualWidth]) => {
      const name = `${prefix}${numbering === 'caffe' ? caffe : place}`;
      const outputs = weights.shapeOf(`${name}.weight`)?.[0] ?? usualWidth;
      return conv2d(net, name, before, {
        weight: weights.constant(`${name}.weight`, [outputs, before.shape[1]!, 3, 3]),
        bias: weights.constant(`${name}.bias`, [outputs]),
        padding: 1,
        activation: 'relu',
      });
    }, input);
  }, x);
}
