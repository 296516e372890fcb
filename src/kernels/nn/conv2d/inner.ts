/** A convolution that is a step of another kernel: it reads or writes scratch memory instead of the layer's activations. */
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import type { Shape, Value } from '../../../graph/tensor.ts';
import type { Binding, DeviceTraits, Dispatch, Kernel } from '../../kernel.ts';
import { preferredKernel } from '../../kernel-set.ts';
import { withSteps } from './layer.ts';
import { pointwiseKernel } from './pointwise.ts';
import { conv2dPreferences } from './preferences.ts';
import { conv2dRows8Kernel } from './rows8.ts';
import { conv2dSubgroupKernel } from './subgroup.ts';
import { conv2dTiled64Kernel, conv2dTiledKernel } from './tiled.ts';

/** The implicit matrix products; the last one serves every layer. */
const products: readonly Kernel<Conv2d>[] = [
  pointwiseKernel,
  conv2dSubgroupKernel,
  conv2dTiled64Kernel,
  conv2dTiledKernel,
  conv2dRows8Kernel,
];

export interface InnerConvolution {
  readonly operator: Conv2d;
  readonly input: Shape;
  readonly output: Shape;
  /** The bindings that replace the input and the output. */
  readonly from: Binding;
  readonly to: Binding;
  /** The input's strides, unless it is [N,C,H,W]; see `withSteps`. */
  readonly steps?: { readonly image: number; readonly channel: number };
}

/** The dispatches of the matrix product that is preferred on this adapter. */
export function lowerInner(inner: InnerConvolution, traits: DeviceTraits): readonly Dispatch[] {
  const { operator } = inner;
  const input: Value = { kind: 'value', name: 'inner input', shape: inner.input };
  const output: Value = { kind: 'value', name: 'inner output', shape: inner.output };
  const node: Node = { name: 'inner convolution', operator, inputs: [input], output };
  const kernels = products.filter((kernel) => kernel.refusal(operator, node, traits) === null);
  const kernel = preferredKernel({ kernels, preferences: conv2dPreferences }, node, traits);
  const place = (binding: Binding): Binding => {
    if (binding.kind !== 'value') return binding;
    return binding.value === input ? inner.from : inner.to;
  };
  const { steps } = inner;
  return kernel.lower(operator, node, traits).map((dispatch) => ({
    ...dispatch,
    params: steps === undefined ? dispatch.params : withSteps(dispatch.params, steps.image, steps.channel),
    bindings: dispatch.bindings.map(place),
  }));
}
