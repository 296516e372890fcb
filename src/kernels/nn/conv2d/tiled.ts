/** Host halves of shaders/nn/conv2d-tiled.wgsl and conv2d-tiled-quads.wgsl, in tiles of 32x32 and of 64x64. */
import quadsText from '../../../../shaders/nn/conv2d-tiled-quads.wgsl';
import text from '../../../../shaders/nn/conv2d-tiled.wgsl';
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { type DeviceTraits, type Dispatch, foldGrid, type Kernel } from '../../kernel.ts';
import {
  convFinishParts,
  convParamsPart,
  convPointPart,
  convQuadPart,
  convTilesPart,
  tiledBodies,
} from '../../shader-parts.ts';
import { type Storage, storageOf } from '../../weight-storage.ts';
import { type Arithmetic, arithmeticRefusal, byArithmetic, nameIn } from './arithmetic.ts';
import {
  convBindings,
  convParams,
  finishConstants,
  groupRefusal,
  isPointwise,
  quadConstants,
  tileCount,
} from './layer.ts';
import { packRows } from './pack.ts';

const names = { 32: 'conv2d-tiled', 64: 'conv2d-tiled64' } as const;

type Edge = keyof typeof names;

const libraries = [convParamsPart, ...convFinishParts, convTilesPart];

const shadersAt = (edge: Edge) => ({
  pixels: byArithmetic(names[edge], 'nn/conv2d-tiled', text, tiledBodies[edge], ...libraries, convQuadPart),
  quads: byArithmetic(
    `${names[edge]}-quads`,
    'nn/conv2d-tiled-quads',
    quadsText,
    tiledBodies[edge],
    ...libraries,
    convPointPart,
  ),
});

const shaders = { 32: shadersAt(32), 64: shadersAt(64) } as const;

/** The shader for a layer, and its constants: pixels are loaded four at a time where the layer allows it. */
export function tiledShader(
  edge: Edge,
  operator: Conv2d,
  node: Node,
  arithmetic: Arithmetic,
  storage: Storage,
  traits: DeviceTraits,
): Pick<Dispatch, 'shader' | 'constants'> {
  const { pixels, quads } = shaders[edge];
  if (isPointwise(operator, node))
    return { shader: quads(arithmetic, storage, traits), constants: finishConstants(operator) };
  return { shader: pixels(arithmetic, storage, traits), constants: quadConstants(operator, traits) };
}

function tiledKernel(edge: Edge, arithmetic: Arithmetic): Kernel<Conv2d> {
  return {
    name: nameIn(arithmetic, names[edge]),
    refusal: (operator, _node, traits) =>
      groupRefusal(operator, edge) ?? arithmeticRefusal(arithmetic, operator.weight, traits),
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      return [
        {
          ...tiledShader(edge, operator, node, arithmetic, storage, traits),
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
export const conv2dTiled64MatrixKernel = tiledKernel(64, 'matrix');
