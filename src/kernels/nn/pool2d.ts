/** Host half of shaders/nn/pool2d.wgsl. */
import text from '../../../shaders/nn/pool2d.wgsl';
import type { Pool2d } from '../../graph/operators/nn/pool2d.ts';
import { divideUp, type Kernel, nchw, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/pool2d', text);

const pool2dKernel: Kernel<Pool2d> = {
  name: 'pool2d',
  refusal: () => null,
  lower(operator, node) {
    const input = nchw(node.inputs[0].shape);
    const output = nchw(node.output.shape);
    return [
      {
        shader: shader,
        constants: {},
        params: [
          ...[input.n * input.c, input.h, input.w, output.h, output.w],
          ...operator.kernel,
          ...operator.stride,
          ...operator.padding,
          operator.take === 'average' ? 1 : 0,
          operator.countPadding ? 1 : 0,
        ],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(output.n * output.c * output.h * divideUp(output.w, 4)),
      },
    ];
  },
};

export const kernelSet: KernelSet<Pool2d> = {
  kernels: [pool2dKernel],
};
