/**
 * MobileNet v1 (Howard et al. 2017) as in Keras: a convolution of stride 2, then blocks of a depthwise 3x3 and a 1x1 convolution,
 * each with BatchNorm and ReLU6. Depth and widths are those of the weights.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import { batchNorm, conv2d, unary } from '../../graph/layers.ts';
import type { Sides } from '../../graph/operators/operator.ts';
import type { Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';
import { mobileNetEpsilon, usualBlocks, usualStem } from './mobilenet-layers.ts';

/**
 * Tensors have the names of Keras's layers: `conv1`, `conv1_bn`, `conv_dw_1`, `conv_dw_1_bn`, `conv_pw_1` and so on; a block's
 * output has the name of its last layer, `conv_pw_1_relu`.
 * @param x [N,3,H,W], values in -1..1.
 * @returns the last block's maps, with 1/32 of both sides if all blocks exist.
 */
export function addMobileNet(net: GraphBuilder, weights: WeightSource, x: Value): Value {
  const layer = (name: string, input: Value, window: Window): Value => {
    const { outputs, groups = 1, side, stride = 1, padding } = window;
    const weight = weights.constant(`${name}.weight`, [outputs, input.shape[1]! / groups, side, side]);
    const product = conv2d(net, name, input, { weight, stride, padding, groups });
    const perOutput = (tensor: string) => weights.constant(`${name}_bn.${tensor}`, [outputs]);
    const normalised = batchNorm(net, `${name}_bn`, product, {
      mean: perOutput('running_mean'),
      variance: perOutput('running_var'),
      gamma: perOutput('weight'),
      beta: perOutput('bias'),
      epsilon: mobileNetEpsilon,
    });
    return unary(net, `${name}_relu`, normalised, 'relu6');
  };
  const widthOf = (name: string, usual: number) => weights.shapeOf(`${name}.weight`)?.[0] ?? usual;
  const stem = layer('conv1', x, {
    outputs: widthOf('conv1', usualStem),
    side: 3,
    stride: 2,
    padding: halvingPadding(x),
  });
  return usualBlocks.slice(0, blocksIn(weights)).reduce((maps, [usual, stride], i) => {
    const channels = maps.shape[1]!;
    const spatial = layer(`conv_dw_${i + 1}`, maps, {
      outputs: channels,
      groups: channels,
      side: 3,
      stride,
      // Keras pads these explicitly, only below and to the right, whatever the size.
      padding: stride === 1 ? [1, 1, 1, 1] : [0, 0, 1, 1],
    });
    const name = `conv_pw_${i + 1}`;
    return layer(name, spatial, { outputs: widthOf(name, usual), side: 1, padding: [0, 0, 0, 0] });
  }, stem);
}

interface Window {
  readonly outputs: number;
  readonly groups?: number;
  readonly side: number;
  readonly stride?: number;
  readonly padding: Sides;
}

/** TensorFlow's SAME padding for 3x3 windows of stride 2: an even side gets its single zero at the end. */
function halvingPadding({ shape: [, , height, width] }: Value): Sides {
  const before = (size: number) => size % 2;
  return [before(height!), before(width!), 1, 1];
}

/** Default: all. Searches from the end, so that a block missing in the middle is requested, and reported. */
function blocksIn(weights: WeightSource): number {
  const last = usualBlocks.findLastIndex((_, i) => weights.shapeOf(`conv_pw_${i + 1}.weight`) !== undefined);
  return last < 0 ? usualBlocks.length : last + 1;
}
