/** Host half of shaders/nn/concat.wgsl: one dispatch for each input. */
import text from '../../../shaders/nn/concat.wgsl';
import type { Concat } from '../../graph/operators/nn/concat.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/concat', text);

const concatKernel: Kernel<Concat> = {
  name: 'concat',
  refusal: () => null,
  lower(operator, node) {
    const outInner = elementCount(node.output.shape.slice(operator.axis));
    let offset = 0;
    return node.inputs.map((input) => {
      const count = elementCount(input.shape);
      const inner = elementCount(input.shape.slice(operator.axis));
      const params = [count, inner, outInner, offset];
      offset += inner;
      return {
        shader,
        constants: {},
        params,
        bindings: [read(input), write(node.output)],
        workgroups: oneThreadEach(count),
      };
    });
  },
};

export const kernelSet: KernelSet<Concat> = {
  kernels: [concatKernel],
};
