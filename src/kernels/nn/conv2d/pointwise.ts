/** Host half of shaders/nn/pointwise.wgsl: 1x1 convolutions on whole vec4 of pixels, whose weights are shared in subgroups. */
import text from '../../../../shaders/nn/pointwise.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import { convFinishParts, convParamsPart, convPointPart, weightPairs } from '../../shader-parts.ts';
import {
  type Block,
  byBlock,
  quadsFor,
  rowsFor,
  type Sharing,
  sharingOf,
  subgroupRefusal,
  subgroupShaderOf,
} from '../../subgroups.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, finishConstants, geometry, groupRefusal, isPointwise } from './layer.ts';
import { packRowPairs } from './pack.ts';

const shadersFor = byBlock((sharing, block) =>
  byStorage(
    subgroupShaderOf(sharing, block, 'nn/pointwise', text, convParamsPart, ...convFinishParts, convPointPart),
    weightPairs,
  ),
);

function rowsOf({ weight, groups }: Conv2d, sharing: Sharing): number {
  return rowsFor(weight.shape[0] / groups, sharing);
}

export const pointwiseKernel: Kernel<Conv2d> = {
  name: 'pointwise',
  refusal(operator, node, traits) {
    const lacking = subgroupRefusal(traits);
    if (lacking !== null) return lacking;
    if (!isPointwise(operator, node))
      return 'serves unpadded 1x1 layers of stride 1 on planes of a multiple of 4 pixels';
    return groupRefusal(operator, rowsOf(operator, sharingOf(traits)));
  },
  lower(operator, node, traits) {
    const sharing = sharingOf(traits);
    const storage = storageOf(operator.weight, traits);
    const { output } = geometry(operator, node);
    const quads = (output.n * output.h * output.w) / 4;
    const depth = operator.weight.shape[1];
    const block: Block = {
      rows: rowsOf(operator, sharing),
      quads: quadsFor({ rows: output.c, quads, depth }, sharing),
    };
    return [
      {
        shader: shadersFor(sharing, block)[storage],
        constants: finishConstants(operator),
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRowPairs(operator, block.rows, storage)),
        workgroups: foldGrid(divideUp(quads, sharing.lanes * block.quads) * divideUp(output.c, block.rows)),
      },
    ];
  },
};
