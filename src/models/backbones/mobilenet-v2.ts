/**
 * MobileNetV2 (Sandler et al. 2018) as TensorFlow-Slim has it, without its classifier and with its normalisations folded
 * into the convolutions: a convolution of stride 2, then blocks that expand, filter each channel, and project, with ReLU6
 * after the first two. Depth and strides are the paper's, widths are the weights' own.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import { add, conv2d } from '../../graph/layers.ts';
import type { Sides } from '../../graph/operators/operator.ts';
import type { Shape, Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

/** Of each block at 1.4 times the paper's width: what it expands to (the first does not), what it puts out, its stride. */
const usualBlocks = [
  [undefined, 24, 1],
  [144, 32, 2],
  [192, 32, 1],
  [192, 48, 2],
  [288, 48, 1],
  [288, 48, 1],
  [288, 88, 2],
  [528, 88, 1],
  [528, 88, 1],
  [528, 88, 1],
  [528, 136, 1],
  [816, 136, 1],
  [816, 136, 1],
  [816, 224, 2],
  [1344, 224, 1],
  [1344, 224, 1],
  [1344, 448, 1],
] as const;
const usualStem = 48;

/** Blocks whose expansion is the last map of its size. */
const lastOfSize = [3, 6, 13];

/** Whether a file holds this backbone behind `prefix`. */
export function hasMobileNetV2(shapeOf: (name: string) => Shape | undefined, prefix: string): boolean {
  return shapeOf(`${prefix}stem.weight`) !== undefined;
}

/**
 * Tensors: `stem`, and of each block `blocks.3.expand`, `blocks.3.depthwise` and `blocks.3.project`, each with `weight` and
 * `bias`. Values are called as the tensors of their layer, a sum as its block, `blocks.2`.
 * @param x [N,3,H,W], values in -1..1; both sides are multiples of 32.
 * @returns the widest maps of a quarter, an eighth and a 16th of the sides, and the last block's, of a 32nd.
 */
export function addMobileNetV2(net: GraphBuilder, weights: WeightSource, prefix: string, x: Value): readonly Value[] {
  const convolution = (name: string, input: Value, layer: Convolution): Value => {
    const { usual, side = 1, stride = 1, groups = 1, activation = 'relu6' } = layer;
    const outputs = weights.shapeOf(`${name}.weight`)?.[0] ?? usual;
    const weight = weights.constant(`${name}.weight`, [outputs, input.shape[1]! / groups, side, side]);
    const bias = weights.constant(`${name}.bias`, [outputs]);
    return conv2d(net, name, input, { weight, bias, stride, padding: padding(side, stride), groups, activation });
  };
  let maps = convolution(`${prefix}stem`, x, { usual: usualStem, side: 3, stride: 2 });
  const results: Value[] = [];
  for (const [i, [expansion, outputs, stride]] of usualBlocks.entries()) {
    const block = `${prefix}blocks.${i}`;
    const wide = expansion === undefined ? maps : convolution(`${block}.expand`, maps, { usual: expansion });
    if (lastOfSize.includes(i)) results.push(wide);
    const channels = wide.shape[1]!;
    const filtered = convolution(`${block}.depthwise`, wide, { usual: channels, side: 3, stride, groups: channels });
    const narrow = convolution(`${block}.project`, filtered, { usual: outputs, activation: 'none' });
    maps = stride === 1 && narrow.shape[1] === maps.shape[1] ? add(net, block, maps, narrow) : narrow;
  }
  return [...results, maps];
}

interface Convolution {
  /** Outputs where the weights do not tell. */
  readonly usual: number;
  readonly side?: number;
  readonly stride?: number;
  readonly groups?: number;
  /** ReLU6 when left out. */
  readonly activation?: 'none';
}

/** TensorFlow's SAME on even sides: with stride 2 the one zero is behind. */
function padding(side: number, stride: number): Sides {
  if (side === 1) return [0, 0, 0, 0];
  return stride === 2 ? [0, 0, 1, 1] : [1, 1, 1, 1];
}
