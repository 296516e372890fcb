/**
 * Host halves of shaders/nn/conv2d-tiled.wgsl (tiles of 32x32) and conv2d-tiled64.wgsl: implicit matrix products through
 * workgroup memory, for GPUs.
 */
import tiledText from '../../../../shaders/nn/conv2d-tiled.wgsl';
import tiled64Text from '../../../../shaders/nn/conv2d-tiled64.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { foldGrid, type Kernel } from '../../kernel.ts';
import { convFinishParts, convParamsPart, convQuadPart, tiledBodies } from '../../shader-parts.ts';
import { storageOf } from '../../weight-storage.ts';
import { type Arithmetic, arithmeticRefusal, byArithmetic, nameIn } from './arithmetic.ts';
import { convBindings, convParams, groupRefusal, paddedConstant, tileCount } from './layer.ts';
import { packRows } from './pack.ts';

export const tiledShader = byArithmetic('conv2d-tiled', tiledText, convParamsPart, ...convFinishParts);
const tiled64Shader = byArithmetic(
  'conv2d-tiled64',
  tiled64Text,
  convParamsPart,
  ...convFinishParts,
  convQuadPart,
  tiledBodies[64],
);

function tiledKernel(arithmetic: Arithmetic): Kernel<Conv2d> {
  return {
    name: nameIn(arithmetic, 'conv2d-tiled'),
    refusal: (operator, _node, traits) =>
      groupRefusal(operator, 32) ?? arithmeticRefusal(arithmetic, operator.weight, traits),
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      return [
        {
          shader: tiledShader(arithmetic, storage),
          constants: {},
          params: convParams(operator, node),
          bindings: convBindings(operator, node, packRows(operator, 32, storage)),
          workgroups: foldGrid(tileCount(operator, node, 32)),
        },
      ];
    },
  };
}

function tiled64Kernel(arithmetic: Arithmetic): Kernel<Conv2d> {
  return {
    name: nameIn(arithmetic, 'conv2d-tiled64'),
    refusal: (operator, _node, traits) =>
      groupRefusal(operator, 64) ?? arithmeticRefusal(arithmetic, operator.weight, traits),
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      return [
        {
          shader: tiled64Shader(arithmetic, storage),
          constants: paddedConstant(operator),
          params: convParams(operator, node),
          bindings: convBindings(operator, node, packRows(operator, 64, storage)),
          workgroups: foldGrid(tileCount(operator, node, 64)),
        },
      ];
    },
  };
}

export const conv2dTiledKernel = tiledKernel('f32');
export const conv2dTiledF16Kernel = tiledKernel('f16');
export const conv2dTiled64Kernel = tiled64Kernel('f32');
export const conv2dTiled64F16Kernel = tiled64Kernel('f16');
