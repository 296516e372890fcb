/**
 * ResNet with bottleneck blocks (He et al. 2016, table 1) in the variant v1.5: a block's stride is in its 3x3 convolution, as in
 * torchvision. The caller determines depths and widths: ResNet50 has 3, 4, 6, 3 blocks of 64 to 512. With groups in the 3x3
 * convolutions it is a ResNeXt (Xie et al. 2017).
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import { add, batchNorm, conv2d, maxPool, relu } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { type Distribution, flat } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { WeightSource } from '../weight-source.ts';
import type { ResNetLayout, ResNetStage } from './resnet-layout.ts';

const batchNormEpsilon = 1e-5;
/**
 * Adds the network without its classifier. Tensors have torchvision's names after `prefix`; a block's output has the block's name
 * ('layer1.0'). Input: x [N,3,H,W]. Returns the output of every stage: the first is [N,outputs,H/4,W/4], each further one has
 * half the side, rounded up.
 */
export function addResNet(
  net: GraphBuilder,
  weights: WeightSource,
  prefix: string,
  x: Value,
  layout: ResNetLayout,
): readonly Value[] {
  return addResNetBlocks(net, weights, prefix, x, layout).map((blocks) => blocks.at(-1)!);
}

/** The same, with the outputs of all blocks of every stage. */
export function addResNetBlocks(
  net: GraphBuilder,
  weights: WeightSource,
  prefix: string,
  x: Value,
  layout: ResNetLayout,
): readonly (readonly Value[])[] {
  /** A convolution that keeps the size (divided by the stride), and its normalisation. */
  const convNorm = (
    conv: string,
    norm: string,
    input: Value,
    width: number,
    side: number,
    { stride = 1, groups = 1 } = {},
  ): Value => {
    const weight = weights.constant(`${conv}.weight`, [width, input.shape[1]! / groups, side, side]);
    const product = conv2d(net, conv, input, { weight, stride, groups, padding: (side - 1) / 2 });
    return batchNorm(net, norm, product, {
      mean: weights.constant(`${norm}.running_mean`, [width]),
      variance: weights.constant(`${norm}.running_var`, [width]),
      gamma: weights.constant(`${norm}.weight`, [width]),
      beta: weights.constant(`${norm}.bias`, [width]),
      epsilon: batchNormEpsilon,
    });
  };

  const bottleneck = (block: string, input: Value, stage: ResNetStage, stride: number): Value => {
    const { width, outputs = 4 * width } = stage;
    const narrow = convNorm(`${block}.conv1`, `${block}.bn1`, input, width, 1);
    const middle = relu(net, `${block}.relu1`, narrow);
    const spatial = convNorm(`${block}.conv2`, `${block}.bn2`, middle, width, 3, {
      stride,
      groups: layout.groups ?? 1,
    });
    const last = relu(net, `${block}.relu2`, spatial);
    const wide = convNorm(`${block}.conv3`, `${block}.bn3`, last, outputs, 1);
    const fits = stride === 1 && input.shape[1] === outputs;
    const shortcut = `${block}.downsample`;
    const skip = fits ? input : convNorm(`${shortcut}.0`, `${shortcut}.1`, input, outputs, 1, { stride });
    return relu(net, block, add(net, `${block}.add`, wide, skip));
  };

  const stem = convNorm(`${prefix}conv1`, `${prefix}bn1`, x, layout.stem, 7, { stride: 2 });
  let features = maxPool(net, `${prefix}maxpool`, relu(net, `${prefix}relu`, stem), {
    kernel: 3,
    stride: 2,
    padding: 1,
  });
  return layout.stages.map((stage, index) => {
    return Array.from({ length: stage.blocks }, (_, block) => {
      const stride = index > 0 && block === 0 ? 2 : 1;
      features = bottleneck(`${prefix}layer${index + 1}.${block}`, features, stage, stride);
      return features;
    });
  });
}

/**
 * The distribution of synthetic multipliers of normalisations, by name or place in a sequence: low at the end of a residual
 * branch, so that activations do not explode over many blocks.
 */
export function resNetDistribution({ name, shape }: TensorSpec): Distribution | undefined {
  if (shape.length !== 1 || !/\.(bn)?\d\.weight$/.test(name)) return undefined;
  return flat(name.includes('.bn3.') ? 0.15 : 0.7, 0.3);
}
