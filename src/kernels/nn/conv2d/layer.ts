/** What the host halves of all convolution kernels share: parameters, bindings, and the packing of the bias. */
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import type { Constant } from '../../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Binding,
  type DeviceTraits,
  divideUp,
  nchw,
  type PackedWeights,
  packPlain,
  preluCode,
  read,
  unused,
  write,
} from '../../kernel.ts';

/** The layer's geometry by name. */
export function geometry(operator: Conv2d, node: Node) {
  const [, , kernelHeight, kernelWidth] = operator.weight.shape;
  const taps = kernelHeight * kernelWidth;
  return { input: nchw(node.inputs[0].shape), output: nchw(node.output.shape), taps };
}

/** The override constants of lib/conv-finish.wgsl. */
export function finishConstants({ slope, activation }: Conv2d): Readonly<Record<string, number>> {
  return slope === null ? activationConstants(activation) : { OTHER_ACTIVATION: preluCode };
}

/** The fields of `ConvParams` in shaders/lib/conv-params.wgsl, in order. */
export function convParams(operator: Conv2d, node: Node, splits = 1): readonly number[] {
  const { input, output } = geometry(operator, node);
  const [, , kernelHeight, kernelWidth] = operator.weight.shape;
  return [
    ...[input.n, input.c, input.h, input.w],
    ...[output.c, output.h, output.w],
    ...[kernelHeight, kernelWidth],
    ...operator.stride,
    ...operator.padding.slice(0, 2),
    ...operator.dilation,
    operator.groups,
    activationCode[operator.activation],
    node.inputs.length > 1 ? 1 : 0,
    splits,
    ...[input.c * input.h * input.w, input.h * input.w],
  ];
}

/** The same fields for an input with other strides than [N,C,H,W]: between images, and between channels. */
export function withSteps(params: readonly number[], imageStep: number, channelStep: number): readonly number[] {
  return [...params.slice(0, -2), imageStep, channelStep];
}

/** The bias unchanged, or zeros. */
export function packBias(bias: Constant | null, outputs: number): PackedWeights {
  if (bias !== null) return packPlain(bias);
  return { kind: 'weights', key: `zeros ${outputs}`, byteLength: outputs * 4, pack: async () => {} };
}

/** The biases, followed by the slopes of a layer that has some. */
export function packBiasAndSlopes({ weight, bias, slope }: Conv2d): PackedWeights {
  const outputs = weight.shape[0];
  if (slope === null) return packBias(bias, outputs);
  return {
    kind: 'weights',
    key: `${bias?.key ?? 'zeros'} and ${outputs} slopes ${slope.key}`,
    byteLength: outputs * 8,
    async pack(target) {
      const values = new Float32Array(target);
      if (bias !== null) values.set(await bias.read());
      const slopes = await slope.read();
      for (let o = 0; o < outputs; o++) values[outputs + o] = slopes[o % slopes.length];
    },
  };
}

/** Bindings 1 to 5 of every convolution: x, weights, bias, residual, out. */
export function convBindings(operator: Conv2d, node: Node, weights: PackedWeights): readonly Binding[] {
  const residual = node.inputs[1];
  return [
    read(node.inputs[0]),
    weights,
    packBiasAndSlopes(operator),
    residual === undefined ? unused : read(residual),
    write(node.output),
  ];
}

/** Why tiles of `rows` output channels do not fit the groups; null when every tile lies within one group. */
export function groupRefusal(operator: Conv2d, rows: number): string | null {
  const perGroup = operator.weight.shape[0] / operator.groups;
  if (operator.groups === 1 || perGroup % rows === 0) return null;
  return `needs groups of a multiple of ${rows} output channels, not ${perGroup}`;
}

/** Whether the layer is a plain matrix product whose columns, the pixels of a plane, form whole vec4. */
export function isPointwise(operator: Conv2d, node: Node): boolean {
  const { output, taps } = geometry(operator, node);
  const isPlain = taps === 1 && [...operator.stride, ...operator.padding].join() === '1,1,0,0,0,0';
  return isPlain && (output.h * output.w) % 4 === 0;
}

/** The override constants of epilogues that have the residual compiled in: lib/conv-columns.wgsl and winograd2-output.wgsl. */
export function storeConstants(operator: Conv2d, node: Node): Readonly<Record<string, number>> {
  return { HAS_RESIDUAL: node.inputs.length > 1 ? 1 : 0, ...finishConstants(operator) };
}

/**
 * The override constants of lib/conv-quad.wgsl and its epilogue. On a software adapter a layer without padding shares the pipeline
 * of those with some: compiling another takes a quarter of a second, and it would save a hundredth of the layer's time.
 */
export function quadConstants(operator: Conv2d, { kind }: DeviceTraits): Readonly<Record<string, number>> {
  const isPadded = kind === 'software' || operator.padding.some((size) => size > 0);
  return { PADDED: isPadded ? 1 : 0, ...finishConstants(operator) };
}

/** The number of tiles of `edge` channels x `edge` pixels. */
export function tileCount(operator: Conv2d, node: Node, edge: number): number {
  const { output } = geometry(operator, node);
  return divideUp(output.n * output.h * output.w, edge) * divideUp(output.c, edge);
}

/** The number of workgroups that keep a large GPU busy: several for each of some tens of processors. */
export const enoughWorkgroups = 256;
