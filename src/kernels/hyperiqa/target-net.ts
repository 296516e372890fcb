/** Host half of shaders/hyperiqa/target-net.wgsl. */
import text from '../../../shaders/hyperiqa/target-net.wgsl';
import { type TargetNet, targetSizes } from '../../graph/operators/hyperiqa/target-net.ts';
import { activationConstants, foldGrid, type Kernel, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { activationPart, shaderOf } from '../shader-parts.ts';

const shader = shaderOf('hyperiqa/target-net', text, activationPart);

/** The shader is written for exactly five layers, and for this many values of a layer in workgroup memory. */
const layers = 5;
const widest = 256;

const targetNetKernel: Kernel<TargetNet> = {
  name: 'target-net',
  refusal({ widths }) {
    if (widths.length !== layers + 1) return `serves ${layers} layers, not ${widths.length - 1}`;
    return Math.max(...widths) <= widest ? null : `serves widths up to ${widest}, not ${Math.max(...widths)}`;
  },
  lower({ widths }, node) {
    const { matrices, vectors } = targetSizes(widths);
    return [
      {
        shader,
        constants: activationConstants('sigmoid'),
        // A vec4 array in a uniform starts at a multiple of 16 bytes.
        params: [matrices, vectors, 0, 0, ...Array.from({ length: 8 }, (_, i) => widths[i] ?? 0)],
        bindings: [...node.inputs.map(read), write(node.output)],
        workgroups: foldGrid(node.output.shape[0]),
      },
    ];
  },
};

export const kernelSet: KernelSet<TargetNet> = {
  kernels: [targetNetKernel],
};
