/** Host half of shaders/nn/gather.wgsl, in a scalar and a vec4 variant. */
import text from '../../../shaders/nn/gather.wgsl';
import type { Gather } from '../../graph/operators/nn/gather.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { activationPart, byElements, type ElementsAtOnce, shaderOf } from '../shader-parts.ts';

const shaders = byElements(shaderOf('nn/gather', text, activationPart));

function kernelOf(name: string, atOnce: ElementsAtOnce): Kernel<Gather> {
  return {
    name,
    refusal(_operator, node) {
      const row = elementCount(node.inputs[0].shape.slice(1));
      return row % atOnce === 0 ? null : `serves rows of whole groups of four elements, not ${row}`;
    },
    lower(_operator, node) {
      const [table, indices] = node.inputs;
      const row = elementCount(table.shape.slice(1)) / atOnce;
      const count = elementCount(indices.shape);
      return [
        {
          shader: shaders[atOnce],
          constants: {},
          params: [count, table.shape[0], row],
          bindings: [read(table), read(indices), write(node.output)],
          workgroups: oneThreadEach(count * row),
        },
      ];
    },
  };
}

export const kernelSet: KernelSet<Gather> = {
  kernels: [kernelOf('gather-quads', 4), kernelOf('gather', 1)],
};
