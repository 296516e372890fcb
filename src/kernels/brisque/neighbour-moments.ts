/** Host half of shaders/brisque/neighbour-moments.wgsl. */
import text from '../../../shaders/brisque/neighbour-moments.wgsl';
import type { NeighbourMoments } from '../../graph/operators/brisque/neighbour-moments.ts';
import { elementCount } from '../../graph/tensor.ts';
import { foldGrid, type Kernel, nchw, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('brisque/neighbour-moments', text);

const neighbourMomentsKernel: Kernel<NeighbourMoments> = {
  name: 'neighbour-moments',
  refusal: () => null,
  lower(_operator, node) {
    const [x, start] = node.inputs;
    const { h, w } = nchw(x.shape);
    const groups = elementCount(node.output.shape.slice(0, 3));
    return [
      {
        shader,
        constants: {},
        params: [groups, node.output.shape[1], h, w],
        bindings: [read(x), read(start), write(node.output)],
        workgroups: foldGrid(groups),
      },
    ];
  },
};

export const kernelSet: KernelSet<NeighbourMoments> = {
  kernels: [neighbourMomentsKernel],
};
