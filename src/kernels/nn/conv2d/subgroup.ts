/**
 * Host half of shaders/nn/conv2d-subgroup.wgsl: weights are loaded once per subgroup and shared. Many rows per invocation for
 * whole layers and large groups, few for the small groups of grouped convolutions.
 */
import text from '../../../../shaders/nn/conv2d-subgroup.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import { convFinishParts, convParamsPart, convQuadPart, weightPairs } from '../../shader-parts.ts';
import {
  type Block,
  byBlock,
  rowsFor,
  type Sharing,
  sharingOf,
  subgroupRefusal,
  subgroupShaderOf,
} from '../../subgroups.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, groupRefusal, quadConstants } from './layer.ts';
import { packRowPairs } from './pack.ts';

function kernelOf(name: string, blockOf: (operator: Conv2d, sharing: Sharing) => Block): Kernel<Conv2d> {
  const shadersFor = byBlock((sharing, block) => {
    const libraries = [convParamsPart, ...convFinishParts, convQuadPart];
    return byStorage(subgroupShaderOf(sharing, block, 'nn/conv2d-subgroup', text, ...libraries), weightPairs);
  });
  return {
    name,
    refusal: (operator, _node, traits) =>
      subgroupRefusal(traits) ?? groupRefusal(operator, blockOf(operator, sharingOf(traits)).rows),
    lower(operator, node, traits) {
      const sharing = sharingOf(traits);
      const block = blockOf(operator, sharing);
      const { rows, quads } = block;
      const storage = storageOf(operator.weight, traits);
      const { output } = geometry(operator, node);
      const pixels = output.n * output.h * output.w;
      return [
        {
          shader: shadersFor(sharing, block)[storage],
          constants: quadConstants(operator, traits),
          params: convParams(operator, node),
          bindings: convBindings(operator, node, packRowPairs(operator, rows, storage)),
          workgroups: foldGrid(divideUp(pixels, sharing.lanes * 4 * quads) * divideUp(output.c, rows)),
        },
      ];
    },
  };
}

/** Groups are whole blocks of the usual rows: for smaller ones other kernels are faster. */
export const conv2dSubgroupKernel = kernelOf('conv2d-subgroup', ({ weight, groups }, sharing) => ({
  rows: groups === 1 ? rowsFor(weight.shape[0], sharing) : sharing.manyRows,
  quads: 1,
}));
export const conv2dGrouped8Kernel = kernelOf('conv2d-grouped8', () => ({ rows: 8, quads: 2 }));
export const conv2dGrouped4Kernel = kernelOf('conv2d-grouped4', () => ({ rows: 4, quads: 2 }));
