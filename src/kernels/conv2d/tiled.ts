/**
 * Host halves of shaders/conv2d_tiled.wgsl (tiles of 32x32, whole or with the sum split) and conv2d_tiled64.wgsl:
 * implicit matrix products through workgroup memory, for GPUs.
 */
import reduceText from '../../../shaders/conv2d_reduce.wgsl';
import tiledText from '../../../shaders/conv2d_tiled.wgsl';
import tiled64Text from '../../../shaders/conv2d_tiled64.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Binding, divideUp, foldGrid, type Kernel, oneThreadEach, type Scratch, unused } from '../kernel.ts';
import { activationPart, convParamsPart, convQuadPart, shaderOf } from '../shader-parts.ts';
import { convBindings, convParams, geometry, groupRefusal, paddedConstant } from './layer.ts';
import { packRows } from './pack.ts';

const tiledShader = shaderOf('conv2d_tiled', tiledText, convParamsPart, activationPart);
const reduceShader = shaderOf('conv2d_reduce', reduceText, convParamsPart, activationPart);
const tiled64Shader = shaderOf('conv2d_tiled64', tiled64Text, convParamsPart, activationPart, convQuadPart);

/** Tiles of `edge` channels x `edge` pixels. */
function tileCount(operator: Conv2d, node: Node, edge: number): number {
  const { output } = geometry(operator, node);
  return divideUp(output.n * output.h * output.w, edge) * divideUp(output.c, edge);
}

/** Workgroups that keep a large GPU busy: some tens of processors with several workgroups each. */
const enoughWorkgroups = 256;

export const conv2dTiledKernel: Kernel<Conv2d> = {
  name: 'conv2d_tiled',
  refusal: (operator) => groupRefusal(operator, 32),
  rank: (_operator, _node, traits) => (traits.kind === 'gpu' ? 1 : 5),
  lower(operator, node) {
    return [
      {
        shader: tiledShader,
        constants: {},
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRows(operator, 32)),
        workgroups: foldGrid(tileCount(operator, node, 32)),
      },
    ];
  },
};

export const conv2dTiled64Kernel: Kernel<Conv2d> = {
  name: 'conv2d_tiled64',
  refusal: (operator) => groupRefusal(operator, 64),
  rank(operator, node, traits) {
    if (traits.kind !== 'gpu') return 7;
    return tileCount(operator, node, 64) >= enoughWorkgroups ? 0.5 : 2;
  },
  lower(operator, node) {
    return [
      {
        shader: tiled64Shader,
        constants: paddedConstant(operator),
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packRows(operator, 64)),
        workgroups: foldGrid(tileCount(operator, node, 64)),
      },
    ];
  },
};

/** A part of a split sum has at least this many terms: below, adding the parts up costs more than is won. */
const leastTerms = 128;

function splitsFor(operator: Conv2d, node: Node): number {
  const terms = elementCount(operator.weight.shape.slice(1));
  const wanted = Math.ceil(enoughWorkgroups / tileCount(operator, node, 32));
  return Math.min(wanted, Math.floor(terms / leastTerms));
}

export const conv2dSplitKernel: Kernel<Conv2d> = {
  name: 'conv2d_split',
  refusal(operator, node) {
    if (splitsFor(operator, node) < 2) return 'splits long sums of layers with few tiles';
    return groupRefusal(operator, 32);
  },
  rank: (_operator, _node, traits) => (traits.kind === 'gpu' ? 0.25 : 8),
  lower(operator, node) {
    const splits = splitsFor(operator, node);
    const outputs = elementCount(node.output.shape);
    const parts: Scratch = { kind: 'scratch', byteLength: splits * outputs * 4 };
    const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch: parts, use });
    const [x, weights, bias, residual, out] = convBindings(operator, node, packRows(operator, 32));
    const params = convParams(operator, node, splits);
    return [
      {
        shader: tiledShader,
        constants: {},
        params,
        bindings: [x, weights, bias, unused, bind('write')],
        workgroups: foldGrid(tileCount(operator, node, 32) * splits),
      },
      {
        shader: reduceShader,
        constants: {},
        params,
        bindings: [bind('read'), bias, residual, out],
        workgroups: oneThreadEach(outputs),
      },
    ];
  },
};
