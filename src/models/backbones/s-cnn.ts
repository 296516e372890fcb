/** The convolutions of S-CNN (Zhang et al. 2018), which several networks share. */
import type { GraphBuilder } from '../../graph/builder.ts';
import { batchNorm, conv2d, relu } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { type Distribution, flat } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { WeightSource } from '../weight-source.ts';

const layers: readonly (readonly [outputs: number, stride: number])[] = [
  [48, 1],
  [48, 2],
  [64, 1],
  [64, 2],
  [64, 1],
  [64, 2],
  [128, 1],
  [128, 1],
  [128, 2],
];

/**
 * Nine 3x3 convolutions, each with bias, BatchNorm and ReLU.
 * @param x [N,3,H,W], normalised as for ImageNet.
 * @param prefix of the tensors' names: `features.` has its convolutions at 0, 3, 6 and so on.
 * @returns [N,128,H',W'], 1/16 of both sides, rounded up at every halving. Widths are those of the weights.
 */
export function addSCnn(net: GraphBuilder, weights: WeightSource, x: Value, prefix: string): Value {
  return layers.reduce((maps, [usualWidth, stride], i) => {
    const outputs = weights.shapeOf(`${prefix}${3 * i}.weight`)?.[0] ?? usualWidth;
    const layer = { conv: `${prefix}${3 * i}`, norm: `${prefix}${3 * i + 1}`, outputs, side: 3, stride };
    return addConvNormRelu(net, weights, maps, layer);
  }, x);
}

/** The distribution of synthetic weights: BatchNorm's multipliers lie around 1, otherwise all activations would shrink. */
export function sCnnDistribution({ name, shape }: TensorSpec): Distribution | undefined {
  return shape.length === 1 && name.endsWith('.weight') ? flat(0.5, 1) : undefined;
}

/** A convolution whose padding keeps the maps' size (divided by the stride), BatchNorm, and ReLU. */
export function addConvNormRelu(
  net: GraphBuilder,
  weights: WeightSource,
  x: Value,
  {
    conv,
    norm,
    outputs,
    side,
    stride,
  }: Readonly<{ conv: string; norm: string } & Record<'outputs' | 'side' | 'stride', number>>,
): Value {
  const perOutput = (name: string) => weights.constant(name, [outputs]);
  const maps = conv2d(net, conv, x, {
    weight: weights.constant(`${conv}.weight`, [outputs, x.shape[1]!, side, side]),
    bias: perOutput(`${conv}.bias`),
    padding: (side - 1) / 2,
    stride,
  });
  const normalised = batchNorm(net, norm, maps, {
    gamma: perOutput(`${norm}.weight`),
    beta: perOutput(`${norm}.bias`),
    mean: perOutput(`${norm}.running_mean`),
    variance: perOutput(`${norm}.running_var`),
    epsilon: 1e-5,
  });
  return relu(net, `${norm}.relu`, normalised);
}
