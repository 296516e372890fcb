/** Host half of shaders/conv2d_direct.wgsl: one output per invocation, serves every convolution. */
import conv2dDirect from '../../../shaders/conv2d_direct.wgsl';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, packPlain } from '../kernel.ts';
import { activationPart, convParamsPart, shaderOf } from '../shader-parts.ts';
import { convBindings, convParams } from './layer.ts';

const shader = shaderOf('conv2d_direct', conv2dDirect, convParamsPart, activationPart);

export const conv2dDirectKernel: Kernel<Conv2d> = {
  name: 'conv2d_direct',
  refusal: () => null,
  rank: () => 9,
  lower(operator, node) {
    return [
      {
        shader,
        constants: {},
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packPlain(operator.weight)),
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};
