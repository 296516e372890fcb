/** Host half of shaders/conv2d_subgroup8.wgsl: 32 channels x 4 pixels per lane, weights broadcast in subgroups of 8. */
import conv2dSubgroup8 from '../../../shaders/conv2d_subgroup8.wgsl';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../kernel.ts';
import { activationPart, convParamsPart, convQuadPart, shaderOf } from '../shader-parts.ts';
import { convBindings, convParams, geometry, groupRefusal } from './layer.ts';
import { packRowPairs } from './pack.ts';

const shader = shaderOf('conv2d_subgroup8', conv2dSubgroup8, convParamsPart, activationPart, convQuadPart);

const rows = 32;

/** Small planes leave lanes idle in large workgroups, and large planes want fewer of them. */
const workgroupSizeFor = (pixels: number): number => (pixels < 1024 ? 8 : 32);

export const conv2dSubgroup8Kernel: Kernel<Conv2d> = {
  name: 'conv2d_subgroup8',
  refusal(operator, _node, traits) {
    if (traits.subgroupSize !== 8)
      return `needs subgroups of 8 lanes, the adapter's have ${traits.subgroupSize ?? 'any size'}`;
    return groupRefusal(operator, rows);
  },
  rank: (_operator, _node, traits) => (traits.kind === 'software' ? 1 : 3),
  lower(operator, node) {
    const { output } = geometry(operator, node);
    const pixels = output.n * output.h * output.w;
    const workgroupSize = workgroupSizeFor(pixels);
    return [
      {
        shader,
        constants: { WORKGROUP_SIZE: workgroupSize },
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRowPairs(operator, rows)),
        workgroups: foldGrid(divideUp(pixels, workgroupSize * 4) * divideUp(output.c, rows)),
      },
    ];
  },
};
