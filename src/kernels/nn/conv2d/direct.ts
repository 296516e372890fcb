/** Host half of shaders/nn/conv2d-direct.wgsl: one output per invocation; serves every convolution. */
import conv2dDirect from '../../../../shaders/nn/conv2d-direct.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { elementCount } from '../../../graph/tensor.ts';
import { type Kernel, oneThreadEach, packPlain } from '../../kernel.ts';
import { convFinishParts, convParamsPart, shaderOf } from '../../shader-parts.ts';
import { convBindings, convParams, finishConstants } from './layer.ts';

const shader = shaderOf('nn/conv2d-direct', conv2dDirect, convParamsPart, ...convFinishParts);

export const conv2dDirectKernel: Kernel<Conv2d> = {
  name: 'conv2d-direct',
  refusal: () => null,
  lower(operator, node) {
    return [
      {
        shader,
        constants: finishConstants(operator),
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packPlain(operator.weight)),
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};
