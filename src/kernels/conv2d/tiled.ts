/**
 * Host halves of shaders/conv2d_tiled.wgsl (tiles of 32x32) and conv2d_tiled64.wgsl: implicit matrix products through
 * workgroup memory, for GPUs.
 */
import tiledText from '../../../shaders/conv2d_tiled.wgsl';
import tiled64Text from '../../../shaders/conv2d_tiled64.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../kernel.ts';
import { activationPart, convParamsPart, convQuadPart } from '../shader-parts.ts';
import { storageOf } from '../weight-storage.ts';
import { type Arithmetic, arithmeticRefusal, byArithmetic, nameIn, rankIn } from './arithmetic.ts';
import { convBindings, convParams, geometry, groupRefusal, paddedConstant } from './layer.ts';
import { packRows } from './pack.ts';

export const tiledShader = byArithmetic('conv2d_tiled', tiledText, convParamsPart, activationPart);
const tiled64Shader = byArithmetic('conv2d_tiled64', tiled64Text, convParamsPart, activationPart, convQuadPart);

/** Tiles of `edge` channels x `edge` pixels. */
export function tileCount(operator: Conv2d, node: Node, edge: number): number {
  const { output } = geometry(operator, node);
  return divideUp(output.n * output.h * output.w, edge) * divideUp(output.c, edge);
}

/** Workgroups that keep a large GPU busy: some tens of processors with several workgroups each. */
export const enoughWorkgroups = 256;

function tiledKernel(arithmetic: Arithmetic): Kernel<Conv2d> {
  return {
    name: nameIn(arithmetic, 'conv2d_tiled'),
    refusal: (operator, _node, traits) =>
      groupRefusal(operator, 32) ?? arithmeticRefusal(arithmetic, operator.weight, traits),
    rank: (_operator, _node, traits) => rankIn(arithmetic, traits.kind === 'gpu' ? 1 : 5, traits),
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
    name: nameIn(arithmetic, 'conv2d_tiled64'),
    refusal: (operator, _node, traits) =>
      groupRefusal(operator, 64) ?? arithmeticRefusal(arithmetic, operator.weight, traits),
    rank(operator, node, traits) {
      const onGpu = tileCount(operator, node, 64) >= enoughWorkgroups ? 0.5 : 2;
      return rankIn(arithmetic, traits.kind === 'gpu' ? onGpu : 7, traits);
    },
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
