/**
 * Host half of shaders/nn/conv2d-grouped3.wgsl: 3x3 kernels in small groups, which see each value of a row once. Weights are
 * read as float32 whatever the precision: they are few beside what a group computes.
 */
import text from '../../../../shaders/nn/conv2d-grouped3.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import { convColumnsPart, convFinishParts, convLinesPart, convParamsPart, shaderOf } from '../../shader-parts.ts';
import { convBindings, convParams, geometry, groupRefusal, subgroupRefusal } from './layer.ts';
import { packRows } from './pack.ts';

const shader = shaderOf('nn/conv2d-grouped3', text, convParamsPart, ...convFinishParts, convColumnsPart, convLinesPart);

const lanes = 8;
/** Output channels of an invocation, and output rows. */
const rows = 8;
const strip = 2;

export const conv2dGrouped3Kernel: Kernel<Conv2d> = {
  name: 'conv2d-grouped3',
  refusal(operator, _node, traits) {
    const [, , height, width] = operator.weight.shape;
    if (operator.groups === 1) return 'serves layers of groups';
    if (height !== 3 || width !== 3) return 'serves 3x3 kernels';
    if (operator.dilation.some((step) => step !== 1)) return 'serves layers without dilation';
    if (operator.stride.some((step) => step > 2)) return 'serves strides of 1 and 2';
    return subgroupRefusal(lanes, traits) ?? groupRefusal(operator, rows);
  },
  lower(operator, node) {
    const { output } = geometry(operator, node);
    const places = output.n * divideUp(output.h, strip) * divideUp(output.w, 4);
    return [
      {
        shader,
        constants: { STRIDE: operator.stride[1], STRIDE_Y: operator.stride[0] },
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRows(operator, rows, 'f32')),
        workgroups: foldGrid(divideUp(places, lanes) * (output.c / rows)),
      },
    ];
  },
};
