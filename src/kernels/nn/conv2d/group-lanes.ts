/**
 * Host half of shaders/nn/conv2d-group-lanes.wgsl: 3x3 kernels in small groups, whose output channels are a subgroup's lanes.
 * Weights are read as float32 whatever the precision: each is read once for a strip of rows.
 */
import text from '../../../../shaders/nn/conv2d-group-lanes.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel, type PackedWeights } from '../../kernel.ts';
import { convFinishParts, convParamsPart, shaderOf } from '../../shader-parts.ts';
import { bySharing, sharingOf, subgroupRefusal } from '../../subgroups.ts';
import { counted, fromTemplate } from '../../template.ts';
import { convBindings, convParams, finishConstants, geometry } from './layer.ts';

/** Output rows of a workgroup. */
const lines = 2;
const side = 3;
/** The most weights that a lane holds: with more, the shader takes seconds to compile. */
const mostWeights = 300;

const shadersFor = bySharing(({ lanes }) => {
  const of = (vectors: number) => {
    const depth = vectors * lanes;
    const body = fromTemplate(
      text,
      { LANES: lanes, VECTORS: vectors, LINES: lines },
      {
        tap: counted('tap', lines * side).map(({ tap }) => {
          const [line, ky] = [Math.floor(tap! / side), tap! % side];
          return { line, ky, row: line + ky };
        }),
        input: counted('input', depth).map(({ input }) => {
          return { input: input!, part: Math.floor(input! / lanes), lane: input! % lanes };
        }),
        row: counted('row', lines + side - 1),
        line: counted('line', lines),
        vector: counted('vector', vectors),
      },
    );
    return shaderOf('nn/conv2d-group-lanes', body, convParamsPart, ...convFinishParts);
  };
  return { 1: of(1), 2: of(2) } as const;
});

/** [O,C,3,3] -> [groups][9][C][vectors][lanes] */
function packGroups({ weight, groups }: Conv2d): PackedWeights {
  const [outputs, depth] = weight.shape;
  const perGroup = outputs / groups;
  const taps = side * side;
  return {
    kind: 'weights',
    key: `${weight.key} outputs last in ${groups} groups`,
    byteLength: outputs * depth * taps * 4,
    async pack(target) {
      const source = await weight.read();
      const packed = new Float32Array(target);
      for (let o = 0; o < outputs; o++) {
        const group = Math.floor(o / perGroup) * taps;
        for (let c = 0; c < depth; c++) {
          for (let tap = 0; tap < taps; tap++) {
            packed[((group + tap) * depth + c) * perGroup + (o % perGroup)] = source[(o * depth + c) * taps + tap];
          }
        }
      }
    },
  };
}

export const conv2dGroupLanesKernel: Kernel<Conv2d> = {
  name: 'conv2d-group-lanes',
  refusal({ weight, groups, dilation, stride }, _node, traits) {
    const [outputs, depth, height, width] = weight.shape;
    const lacking = subgroupRefusal(traits);
    if (lacking !== null) return lacking;
    const { min, max } = traits.subgroups!;
    if (min !== max) return 'needs subgroups of one size';
    if (height !== side || width !== side) return 'serves 3x3 kernels';
    if ([...dilation, ...stride].some((step) => step !== 1)) return 'serves layers of stride 1 without dilation';
    if (groups === 1 || outputs / groups !== depth) return 'serves groups of as many output channels as input channels';
    const vectors = depth / max;
    if (vectors !== 1 && vectors !== 2) return `serves groups of ${max} or ${2 * max} channels, not ${depth}`;
    return side * side * depth * vectors <= mostWeights ? null : `serves groups of fewer channels than ${depth}`;
  },
  lower(operator, node, traits) {
    const { output } = geometry(operator, node);
    const sharing = sharingOf(traits);
    const vectors = operator.weight.shape[1] === sharing.lanes ? 1 : 2;
    return [
      {
        shader: shadersFor(sharing)[vectors],
        constants: finishConstants(operator),
        params: convParams(operator, node),
        bindings: convBindings(operator, node, packGroups(operator)),
        workgroups: foldGrid(output.n * operator.groups * divideUp(output.h, lines)),
      },
    ];
  },
};
