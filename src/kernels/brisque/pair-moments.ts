/** Host half of shaders/pair_moments.wgsl. */
import text from '../../../shaders/pair_moments.wgsl';
import type { PairMoments } from '../../graph/operators/pair-moments.ts';
import { elementCount } from '../../graph/tensor.ts';
import { foldGrid, type Kernel, nchw, read, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('pair_moments', text);

export const pairMomentsKernel: Kernel<PairMoments> = {
  name: 'pair_moments',
  refusal: () => null,
  rank: () => 0,
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
