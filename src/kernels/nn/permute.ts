/** Host half of permutations, which shaders/nn/strided-copy.wgsl computes. */
import type { Node } from '../../graph/graph.ts';
import type { Permute } from '../../graph/operators/nn/permute.ts';
import { stridesOf } from '../../graph/operators/strides.ts';
import type { Kernel } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import type { ElementsAtOnce } from '../shader-parts.ts';
import { type CopyWalk, copyDispatch, copyRefusal } from './strided-copy.ts';

function walkOf({ order }: Permute, node: Node): CopyWalk {
  const strides = stridesOf(node.inputs[0].shape);
  return { base: 0, strides: order.map((axis) => strides[axis]) };
}

function kernelOf(name: string, atOnce: ElementsAtOnce): Kernel<Permute> {
  return {
    name,
    refusal: (operator, node) => copyRefusal(walkOf(operator, node), node, atOnce),
    lower: (operator, node) => [copyDispatch(walkOf(operator, node), node, atOnce)],
  };
}

export const kernelSet: KernelSet<Permute> = {
  kernels: [kernelOf('permute-quads', 4), kernelOf('permute', 1)],
};
