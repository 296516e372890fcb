/** Host halves of shaders/nn/conv2d-tiled.wgsl in tiles of 32x32 and of 64x64. */
import text from '../../../../shaders/nn/conv2d-tiled.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { foldGrid, type Kernel } from '../../kernel.ts';
import { convFinishParts, convParamsPart, convQuadPart, tiledBodies } from '../../shader-parts.ts';
import { storageOf } from '../../weight-storage.ts';
import { type Arithmetic, arithmeticRefusal, byArithmetic, nameIn } from './arithmetic.ts';
import { convBindings, convParams, groupRefusal, paddedConstant, tileCount } from './layer.ts';
import { packRows } from './pack.ts';

const names = { 32: 'conv2d-tiled', 64: 'conv2d-tiled64' } as const;

type Edge = keyof typeof names;

const shaderAt = (edge: Edge) => {
  const libraries = [convParamsPart, ...convFinishParts, convQuadPart, tiledBodies[edge]];
  return byArithmetic(names[edge], 'nn/conv2d-tiled', text, ...libraries);
};

export const tiledShaders = { 32: shaderAt(32), 64: shaderAt(64) } as const;

function tiledKernel(edge: Edge, arithmetic: Arithmetic): Kernel<Conv2d> {
  return {
    name: nameIn(arithmetic, names[edge]),
    refusal: (operator, _node, traits) =>
      groupRefusal(operator, edge) ?? arithmeticRefusal(arithmetic, operator.weight, traits),
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      return [
        {
          shader: tiledShaders[edge](arithmetic, storage),
          constants: paddedConstant(operator),
          params: convParams(operator, node),
          bindings: convBindings(operator, node, packRows(operator, edge, storage)),
          workgroups: foldGrid(tileCount(operator, node, edge)),
        },
      ];
    },
  };
}

export const conv2dTiledKernel = tiledKernel(32, 'f32');
export const conv2dTiledF16Kernel = tiledKernel(32, 'f16');
export const conv2dTiled64Kernel = tiledKernel(64, 'f32');
export const conv2dTiled64F16Kernel = tiledKernel(64, 'f16');
