/** Host half of shaders/nn/prelu.wgsl, in a scalar and a vec4 variant. */
import text from '../../../shaders/nn/prelu.wgsl';
import { type PRelu, sharedBy } from '../../graph/operators/nn/prelu.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, packPlain, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { activationPart, byElements, type ElementsAtOnce, shaderOf } from '../shader-parts.ts';

const shaders = byElements(shaderOf('nn/prelu', text, activationPart));

function preluKernelOf(name: string, atOnce: ElementsAtOnce): Kernel<PRelu> {
  return {
    name,
    refusal(operator, node) {
      const shared = sharedBy(operator, node.output.shape);
      return shared % atOnce === 0 ? null : `serves slopes of whole groups of four elements, not of ${shared}`;
    },
    lower(operator, node) {
      const { shape } = node.output;
      const count = elementCount(shape) / atOnce;
      return [
        {
          shader: shaders[atOnce],
          constants: {},
          params: [count, sharedBy(operator, shape) / atOnce, elementCount(operator.slope.shape)],
          bindings: [read(node.inputs[0]), packPlain(operator.slope), write(node.output)],
          workgroups: oneThreadEach(count),
        },
      ];
    },
  };
}

export const kernelSet: KernelSet<PRelu> = {
  kernels: [preluKernelOf('prelu-quads', 4), preluKernelOf('prelu', 1)],
};
