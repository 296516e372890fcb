/** Host half of shaders/nn/conv2d-rows8.wgsl: 8 channels x 4 pixels per invocation, without workgroup memory. */
import conv2dRows8 from '../../../../shaders/nn/conv2d-rows8.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import { convFinishParts, convParamsPart, convQuadPart, shaderOf, weightQuads } from '../../shader-parts.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, quadConstants } from './layer.ts';
import { packRows } from './pack.ts';

const shaders = byStorage(
  shaderOf('nn/conv2d-rows8', conv2dRows8, convParamsPart, ...convFinishParts, convQuadPart),
  weightQuads,
);

const workgroupSize = 32;

export const conv2dRows8Kernel: Kernel<Conv2d> = {
  name: 'conv2d-rows8',
  refusal: () => null,
  lower(operator, node, traits) {
    const storage = storageOf(operator.weight, traits);
    const { output } = geometry(operator, node);
    const quads = divideUp(output.n * output.h * output.w, 4);
    const blocks = operator.groups * divideUp(output.c / operator.groups, 8);
    return [
      {
        shader: shaders[storage],
        constants: { WORKGROUP_SIZE: workgroupSize, ...quadConstants(operator, traits) },
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRows(operator, 8, storage)),
        workgroups: foldGrid(divideUp(quads * blocks, workgroupSize)),
      },
    ];
  },
};
