/** Host half of shaders/nn/global-average-pool.wgsl, and of shaders/nn/reduce.wgsl for large planes. */
import text from '../../../shaders/nn/global-average-pool.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { GlobalAveragePool } from '../../graph/operators/nn/global-average-pool.ts';
import type { Reduce } from '../../graph/operators/nn/reduce.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';
import { reduceKernel } from './reduce.ts';

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

const mean: Reduce = { kind: 'reduce', function: 'mean', axes: [2, 3], keepDims: false };

const splitKernel: Kernel<GlobalAveragePool> = {
  name: 'global-average-pool-split',
  refusal: () => null,
  lower: (_operator, node, traits) => reduceKernel.lower(mean, node, traits),
};

/** From this many positions on, one invocation per channel takes longer than an additional dispatch. An estimate, not measured. */
const isLarge = (_operator: GlobalAveragePool, { inputs: [{ shape }] }: Node): boolean => shape[2] * shape[3] >= 512;

export const kernelSet: KernelSet<GlobalAveragePool> = {
  kernels: [globalAveragePoolKernel, splitKernel],
  preferences: {
    gpu: [{ kernel: 'global-average-pool-split', when: isLarge }, { kernel: 'global-average-pool' }],
    software: [{ kernel: 'global-average-pool' }],
  },
};
