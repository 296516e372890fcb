/** Host half of slices, which shaders/nn/strided-copy.wgsl computes. */
import { type Slice, sliceWalk } from '../../graph/operators/nn/slice.ts';
import type { Kernel } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import type { ElementsAtOnce } from '../shader-parts.ts';
import { copyDispatch, copyRefusal } from './strided-copy.ts';

function kernelOf(name: string, atOnce: ElementsAtOnce): Kernel<Slice> {
  return {
    name,
    refusal: (operator, node) => copyRefusal(sliceWalk(operator, node.inputs[0].shape), node, atOnce),
    lower: (operator, node) => [copyDispatch(sliceWalk(operator, node.inputs[0].shape), node, atOnce)],
  };
}

export const kernelSet: KernelSet<Slice> = {
  kernels: [kernelOf('slice-quads', 4), kernelOf('slice', 1)],
};
