/** Host half of shaders/nn/global-average-pool.wgsl. */
import text from '../../../shaders/nn/global-average-pool.wgsl';
import type { GlobalAveragePool } from '../../graph/operators/nn/global-average-pool.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/global-average-pool', text);

const globalAveragePoolKernel: Kernel<GlobalAveragePool> = {
  name: 'global-average-pool',
  refusal: () => null,
  lower(_operator, node) {
    const planes = elementCount(node.output.shape);
    return [
      {
        shader,
        constants: {},
        params: [planes, elementCount(node.inputs[0].shape) / planes],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(planes),
      },
    ];
  },
};

export const kernelSet: KernelSet<GlobalAveragePool> = {
  kernels: [globalAveragePoolKernel],
};
