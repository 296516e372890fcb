/** Describes what a layer of a Keras model computes, in the vocabulary of steps.ts. */
import type { KerasLayer } from '../formats/keras-layers.ts';
import type { Pair, Sides } from '../graph/operators/operator.ts';
import { samePadding } from '../graph/same-padding.ts';
import { convolution, normalisation, pooling, product } from './steps.ts';

/** The input that a described layer is assumed to get, since a description may leave sizes open. */
export interface Given {
  /** The input of its convolution or pooling, [N,C,H,W]; undefined where it is unknown. */
  readonly input: readonly number[] | undefined;
  /** The output of the layer before it, [N,C,H,W] or [N,C]. */
  readonly before: readonly number[] | undefined;
  /** The zero padding that layers before it add. */
  readonly zeros: Sides;
}

/** Layers that do nothing at inference, or only change the shape. */
const silent = new Set(['InputLayer', 'Dropout', 'SpatialDropout2D', 'GaussianNoise', 'GaussianDropout', 'Reshape']);

/** The steps of a layer, last one first; none for a layer that does nothing. */
export function stepsOfLayer({ kind, config }: KerasLayer, given: Given): readonly string[] {
  const activation = activationOf(config.activation);
  if (silent.has(kind)) return [];
  if (config.data_format === 'channels_first') return [`${kind} of channels that come first`];
  switch (kind) {
    case 'Flatten': {
      const [, , height = 1, width = 1] = given.before ?? [];
      // Flattening a larger map would order its values differently.
      return height * width === 1 ? [] : [`flattening of a map of ${height}x${width}`];
    }
    case 'Activation':
      return activation;
    case 'ReLU':
      return [reluOf(config)];
    case 'Softmax':
      return ['softmax'];
    case 'Dense':
      return [...activation, product(Number(config.units), config.use_bias !== false)];
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return [...activation, convolutionOf(kind, config, given)];
    case 'BatchNormalization':
      return [normalisation(Number(config.epsilon ?? 1e-3))];
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return [poolingOf(kind === 'MaxPooling2D' ? 'max' : 'average', config, given)];
    case 'GlobalAveragePooling2D':
      return [pooling({ take: 'average', isWhole: true })];
    case 'GlobalMaxPooling2D':
      return [pooling({ take: 'max', isWhole: true })];
    case 'Add':
    case 'CustomScaleLayer':
      return ['addition'];
    case 'Lambda':
      return [scaleOf({ kind, config }) === undefined ? 'a Lambda' : 'addition'];
    case 'Concatenate':
      return ['concatenation'];
    default:
      return [`a layer of the kind ${kind}`];
  }
}

function convolutionOf(kind: string, config: KerasLayer['config'], { input, zeros }: Given): string {
  const channels = input?.[1] ?? 0;
  const isDepthwise = kind === 'DepthwiseConv2D';
  const kernel = pairIn(config.kernel_size);
  const stride = pairIn(config.strides);
  const dilation = pairIn(config.dilation_rate);
  return convolution({
    outputs: isDepthwise ? channels * Number(config.depth_multiplier ?? 1) : Number(config.filters),
    kernel,
    stride,
    dilation,
    padding: sidesFor(config.padding, input, kernel, stride, dilation, zeros),
    groups: isDepthwise ? channels : Number(config.groups ?? 1),
    hasBias: config.use_bias !== false,
  });
}

function poolingOf(take: 'max' | 'average', config: KerasLayer['config'], { input }: Given): string {
  const kernel = pairIn(config.pool_size ?? 2);
  const stride = pairIn(config.strides ?? kernel);
  const sides = sidesFor(config.padding, input, kernel, stride, [1, 1], [0, 0, 0, 0]);
  const isWhole = sides.every((side) => side === 0) && kernel[0] === input?.[2] && kernel[1] === input[3];
  return pooling(isWhole ? { take, isWhole } : { take, isWhole, kernel, stride, padding: sides });
}

function sidesFor(
  kind: unknown,
  input: readonly number[] | undefined,
  kernel: Pair,
  stride: Pair,
  dilation: Pair,
  before: Sides,
): Sides {
  if (kind !== 'same' || input === undefined) return before;
  const axis = (i: 0 | 1) => samePadding(input[2 + i] ?? 1, kernel[i], stride[i], dilation[i]);
  const [rows, columns] = [axis(0), axis(1)];
  return [before[0] + rows[0], before[1] + columns[0], before[2] + rows[1], before[3] + columns[1]];
}

/**
 * The factor by which a layer multiplies its second input before adding it to the first. In Keras's Inception-ResNet-v2 this is a
 * layer of its own, formerly a Lambda. Undefined for other layers.
 */
export function scaleOf({ kind, config }: Pick<KerasLayer, 'kind' | 'config'>): number | undefined {
  if (kind === 'CustomScaleLayer') return Number(config.scale);
  if (kind !== 'Lambda') return undefined;
  const { scale } = (config.arguments ?? {}) as { readonly scale?: unknown };
  return typeof scale === 'number' ? scale : undefined;
}

/** The zeros that a ZeroPadding2D adds. */
export function zerosOf({ config }: KerasLayer): Sides {
  const { padding } = config;
  if (typeof padding === 'number') return [padding, padding, padding, padding];
  const [rows, columns] = Array.isArray(padding) ? padding : [0, 0];
  const [top, bottom] = pairIn(rows);
  const [left, right] = pairIn(columns);
  return [top, left, bottom, right];
}

function pairIn(value: unknown): Pair {
  if (Array.isArray(value)) return [Number(value[0]), Number(value[1])];
  return value === undefined ? [1, 1] : [Number(value), Number(value)];
}

const activationNames: Readonly<Record<string, string>> = { swish: 'silu', hard_swish: 'hardswish' };

/** An activation is given by name; Keras 3 describes a function of its own as an object. */
function activationOf(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === 'linear') return [];
  return [typeof value === 'string' ? (activationNames[value] ?? value) : 'an activation of its own'];
}

function reluOf({ max_value: most, negative_slope: slope, threshold }: KerasLayer['config']): string {
  if (Number(slope ?? 0) !== 0 || Number(threshold ?? 0) !== 0) return 'a ReLU with a slope or a threshold';
  if (most === null || most === undefined) return 'relu';
  return Number(most) === 6 ? 'relu6' : `a ReLU up to ${Number(most)}`;
}
