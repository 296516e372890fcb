/** Host half of shaders/nn/unary.wgsl, in a scalar and a vec4 variant. */
import text from '../../../shaders/nn/unary.wgsl';
import type { Unary } from '../../graph/operators/nn/unary.ts';
import { elementCount } from '../../graph/tensor.ts';
import { activationCode, activationConstants, type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { activationPart, byElements, type ElementsAtOnce, shaderOf } from '../shader-parts.ts';

const shaders = byElements(shaderOf('nn/unary', text, activationPart));

function unaryKernelOf(name: string, atOnce: ElementsAtOnce): Kernel<Unary> {
  return {
    name,
    refusal(_operator, node) {
      const count = elementCount(node.output.shape);
      return count % atOnce === 0 ? null : `serves whole groups of four elements, not ${count}`;
    },
    lower(operator, node) {
      const count = elementCount(node.output.shape) / atOnce;
      return [
        {
          shader: shaders[atOnce],
          constants: activationConstants(operator.function),
          params: [count, activationCode[operator.function]],
          bindings: [read(node.inputs[0]), write(node.output)],
          workgroups: oneThreadEach(count),
        },
      ];
    },
  };
}

export const kernelSet: KernelSet<Unary> = {
  kernels: [unaryKernelOf('unary-quads', 4), unaryKernelOf('unary', 1)],
};
