/** Host half of shaders/nn/constant.wgsl. */
import text from '../../../shaders/nn/constant.wgsl';
import type { ConstantValue } from '../../graph/operators/nn/constant.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, packPlain, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/constant', text);

const constantKernel: Kernel<ConstantValue> = {
  name: 'constant',
  refusal: () => null,
  lower({ weights }, node) {
    const count = elementCount(node.output.shape);
    return [
      {
        shader,
        constants: {},
        params: [count],
        bindings: [packPlain(weights), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};

export const kernelSet: KernelSet<ConstantValue> = {
  kernels: [constantKernel],
};
