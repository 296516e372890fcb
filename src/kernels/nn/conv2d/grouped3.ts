/**
 * Host half of shaders/nn/conv2d-grouped3.wgsl: 3x3 kernels in small groups, which load each value of a row once. Weights are
 * always read as float32, since they are few compared to a group's arithmetic.
 */
import text from '../../../../shaders/nn/conv2d-grouped3.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import { convColumnsPart, convFinishParts, convLinesPart, convParamsPart, shaderOf } from '../../shader-parts.ts';
import { bySharing, loadsOf, sharedBy, sharingOf, subgroupRefusal } from '../../subgroups.ts';
import { fromTemplate } from '../../template.ts';
import { convBindings, convParams, geometry, groupRefusal, storeConstants } from './layer.ts';
import { packRows } from './pack.ts';

/** Output channels and output rows per invocation. */
const rows = 8;
const strip = 2;

const shaderFor = bySharing((sharing) => {
  const body = fromTemplate(
    text,
    { LANES: sharing.lanes, SHARED: Math.min(sharing.shared, rows), ROWS: rows },
    { row: sharedBy('row', rows, sharing), load: loadsOf('load', rows, sharing) },
  );
  const libraries = [convParamsPart, ...convFinishParts, convColumnsPart, convLinesPart];
  return shaderOf('nn/conv2d-grouped3', body, ...libraries);
});

export const conv2dGrouped3Kernel: Kernel<Conv2d> = {
  name: 'conv2d-grouped3',
  refusal(operator, _node, traits) {
    const [, , height, width] = operator.weight.shape;
    if (operator.groups === 1) return 'serves layers of groups';
    if (height !== 3 || width !== 3) return 'serves 3x3 kernels';
    if (operator.dilation.some((step) => step !== 1)) return 'serves layers without dilation';
    if (operator.stride.some((step) => step > 2)) return 'serves strides of 1 and 2';
    return subgroupRefusal(traits) ?? groupRefusal(operator, rows);
  },
  lower(operator, node, traits) {
    const sharing = sharingOf(traits);
    const { output } = geometry(operator, node);
    const places = output.n * divideUp(output.h, strip) * divideUp(output.w, 4);
    return [
      {
        shader: shaderFor(sharing),
        constants: { STRIDE: operator.stride[1], STRIDE_Y: operator.stride[0], ...storeConstants(operator, node) },
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRows(operator, rows, 'f32')),
        workgroups: foldGrid(divideUp(places, sharing.lanes) * (output.c / rows)),
      },
    ];
  },
};
