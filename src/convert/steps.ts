/** Describes what the nodes of a graph compute in words that can be compared: equal words mean equal arithmetic. */
import type { Node } from '../graph/graph.ts';
import type { Pair, Sides } from '../graph/operators/operator.ts';
import type { Constant } from '../graph/tensor.ts';

export interface Convolution {
  readonly outputs: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Sides;
  readonly groups: number;
  readonly hasBias: boolean;
}

export function convolution(layer: Convolution): string {
  const { outputs, kernel, stride, dilation, padding, groups, hasBias } = layer;
  const parts = [`convolution of ${kernel.join('x')} to ${outputs} channels`, windows(stride, padding)];
  if (dilation.some((size) => size !== 1)) parts.push(`dilation ${dilation.join('x')}`);
  if (groups !== 1) parts.push(`${groups} groups`);
  return `${parts.join(', ')}, ${hasBias ? 'with' : 'without'} bias`;
}

export type Pooling =
  | { readonly take: 'max' | 'average'; readonly isWhole: true }
  | {
      readonly take: 'max' | 'average';
      readonly isWhole: false;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Sides;
    };

export function pooling(layer: Pooling): string {
  const name = layer.take === 'max' ? 'maximum' : 'mean';
  if (layer.isWhole) return `${name} of whole maps`;
  return `${name} of windows of ${layer.kernel.join('x')}, ${windows(layer.stride, layer.padding)}`;
}

export function product(outputs: number, hasBias: boolean): string {
  return `linear layer to ${outputs} values, ${hasBias ? 'with' : 'without'} bias`;
}

export function normalisation(epsilon: number): string {
  return `batch normalisation with epsilon ${epsilon}`;
}

function windows(stride: Pair, [top, left, bottom, right]: Sides): string {
  const padding = [top, left, bottom, right].every((side) => side === 0)
    ? 'no padding'
    : `padding ${top} above, ${bottom} below, ${left} left, ${right} right`;
  return `stride ${stride.join('x')}, ${padding}`;
}

/** The steps of a node, last one first; none where only the shape changes. */
export function stepsOfNode({ operator, inputs }: Node): readonly string[] {
  const fused = 'activation' in operator && operator.activation !== 'none' ? [operator.activation] : [];
  switch (operator.kind) {
    case 'reshape':
      return [];
    case 'unary':
      return [operator.function];
    case 'softmax':
      return ['softmax'];
    case 'concat':
      return ['concatenation'];
    case 'batch-norm':
      return [...fused, normalisation(operator.epsilon)];
    case 'linear':
      return [...fused, product(operator.weight.shape[0], operator.bias !== null)];
    case 'binary':
      return [...fused, operator.function === 'add' ? 'addition' : operator.function];
    case 'global-average-pool':
      return [pooling({ take: 'average', isWhole: true })];
    case 'conv2d': {
      const { weight, stride, dilation, padding, groups, bias } = operator;
      const [outputs, , height, width] = weight.shape;
      const layer = { outputs, kernel: [height, width] as const, stride, dilation, padding, groups };
      return [...fused, convolution({ ...layer, hasBias: bias !== null })];
    }
    case 'pool2d': {
      const { take, kernel, stride, padding } = operator;
      const [, , height, width] = inputs[0].shape;
      const isWhole = padding.every((side) => side === 0) && kernel[0] === height && kernel[1] === width;
      return [pooling(isWhole ? { take, isWhole } : { take, isWhole, kernel, stride, padding })];
    }
    default:
      return [operator.kind];
  }
}

const scaled = /^(.+) times (\S+)$/;

/** The tensor's name and the factor that a constant of `multiplied` multiplies it by. */
export function factorOf({ key }: Constant): { readonly name: string; readonly factor: number } {
  const [, name = key, factor = '1'] = scaled.exec(key) ?? [];
  return { name, factor: Number(factor) };
}

/** The weights that a node uses. */
export function weightsOfNode({ operator }: Node): readonly Constant[] {
  switch (operator.kind) {
    case 'conv2d':
    case 'linear':
      return [operator.weight];
    case 'batch-norm':
      return [operator.mean];
    default:
      return [];
  }
}
