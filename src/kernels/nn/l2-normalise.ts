/** Host half of shaders/nn/l2-normalise.wgsl. */
import text from '../../../shaders/nn/l2-normalise.wgsl';
import type { L2Normalise } from '../../graph/operators/nn/l2-normalise.ts';
import { type Kernel, nchw, oneThreadEach, packPlain, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/l2-normalise', text);

const l2NormaliseKernel: Kernel<L2Normalise> = {
  name: 'l2-normalise',
  refusal: () => null,
  lower(operator, node) {
    const { n, c, h, w } = nchw(node.output.shape);
    return [
      {
        shader,
        constants: { EPSILON: operator.epsilon },
        params: [n, c, h * w],
        bindings: [read(node.inputs[0]), packPlain(operator.scale), write(node.output)],
        workgroups: oneThreadEach(n * h * w),
      },
    ];
  },
};

export const kernelSet: KernelSet<L2Normalise> = {
  kernels: [l2NormaliseKernel],
};
