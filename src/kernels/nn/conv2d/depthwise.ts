/**
 * Host halves of shaders/nn/conv2d-depthwise.wgsl and conv2d-depthwise3.wgsl: convolutions with a kernel per channel, which
 * matrix products do not suit. They are bound by reading activations and have few weights, which are therefore always read as
 * float32; float16 arithmetic would save nothing.
 */
import text from '../../../../shaders/nn/conv2d-depthwise.wgsl';
import text3 from '../../../../shaders/nn/conv2d-depthwise3.wgsl';
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, type Kernel, oneThreadEach, packPlain } from '../../kernel.ts';
import { convColumnsPart, convFinishParts, convLinesPart, convParamsPart, shaderOf } from '../../shader-parts.ts';
import { convBindings, convParams, geometry, storeConstants } from './layer.ts';

const shader = shaderOf('nn/conv2d-depthwise', text, convParamsPart, ...convFinishParts, convColumnsPart);
const shader3 = shaderOf(
  'nn/conv2d-depthwise3',
  text3,
  convParamsPart,
  ...convFinishParts,
  convColumnsPart,
  convLinesPart,
);

/** Output rows per invocation of conv2d-depthwise3: a GPU needs many invocations, a software adapter few loads. */
const strips = { gpu: 8, software: 16 } as const;

function depthwiseRefusal({ weight, groups }: Conv2d): string | null {
  return weight.shape[1] === 1 && groups > 1 ? null : 'serves channels with kernels of their own';
}

/** The number of quads of columns, over rows or strips of rows. */
function quadsOf(operator: Conv2d, node: Node, rows: number): number {
  const { output } = geometry(operator, node);
  return output.n * output.c * divideUp(output.h, rows) * divideUp(output.w, 4);
}

export const conv2dDepthwiseKernel: Kernel<Conv2d> = {
  name: 'conv2d-depthwise',
  refusal: depthwiseRefusal,
  lower(operator, node) {
    return [
      {
        shader,
        constants: { SLIDES: operator.stride[1] === operator.dilation[1] ? 1 : 0, ...storeConstants(operator, node) },
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packPlain(operator.weight)),
        workgroups: oneThreadEach(quadsOf(operator, node, 1)),
      },
    ];
  },
};

export const conv2dDepthwise3Kernel: Kernel<Conv2d> = {
  name: 'conv2d-depthwise3',
  refusal(operator) {
    const [, , height, width] = operator.weight.shape;
    const [strideY, strideX] = operator.stride;
    if (height !== 3 || width !== 3) return 'serves 3x3 kernels';
    if (operator.dilation.some((step) => step !== 1)) return 'serves layers without dilation';
    if (strideY > 2 || strideX > 2) return 'serves strides of 1 and 2';
    return depthwiseRefusal(operator);
  },
  lower(operator, node, { kind }) {
    const strip = strips[kind];
    return [
      {
        shader: shader3,
        constants: { STRIDE: operator.stride[1], STRIP: strip, ...storeConstants(operator, node) },
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packPlain(operator.weight)),
        workgroups: oneThreadEach(quadsOf(operator, node, strip)),
      },
    ];
  },
};
