/** Host half of shaders/nn/dropout.wgsl. */
import text from '../../../shaders/nn/dropout.wgsl';
import { type Dropout, keepBelow, keptScale, maskStart } from '../../graph/operators/nn/dropout.ts';
import { elementCount } from '../../graph/tensor.ts';
import { floatBits, type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { counterHashPart, shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/dropout', text, counterHashPart);

const dropoutKernel: Kernel<Dropout> = {
  name: 'dropout',
  refusal: () => null,
  lower(operator, node) {
    const [x] = node.inputs;
    const count = elementCount(x.shape);
    return [
      {
        shader,
        constants: {},
        params: [
          ...[count, x.shape[1], operator.repeats],
          ...[maskStart(operator), keepBelow(operator), floatBits(keptScale(operator))],
        ],
        bindings: [read(x), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};

export const kernelSet: KernelSet<Dropout> = {
  kernels: [dropoutKernel],
};
