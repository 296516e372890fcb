/** Host half of shaders/conv2d_tiled.wgsl: 32 channels x 32 pixels per workgroup, through workgroup memory. */
import conv2dTiled from '../../../shaders/conv2d_tiled.wgsl';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../kernel.ts';
import { activationPart, convParamsPart, shaderOf } from '../shader-parts.ts';
import { convBindings, convParams, geometry, groupRefusal } from './layer.ts';
import { packRows } from './pack.ts';

const shader = shaderOf('conv2d_tiled', conv2dTiled, convParamsPart, activationPart);

const tile = 32;

export const conv2dTiledKernel: Kernel<Conv2d> = {
  name: 'conv2d_tiled',
  refusal: (operator) => groupRefusal(operator, tile),
  rank: (_operator, _node, traits) => (traits.kind === 'gpu' ? 1 : 5),
  lower(operator, node) {
    const { output } = geometry(operator, node);
    const pixelTiles = divideUp(output.n * output.h * output.w, tile);
    return [
      {
        shader,
        constants: {},
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRows(operator, tile)),
        workgroups: foldGrid(pixelTiles * divideUp(output.c, tile)),
      },
    ];
  },
};
