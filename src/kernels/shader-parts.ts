/** The shared pieces in shaders/lib, and how a shader is put together from them. */
import activationText from '../../shaders/lib/activation.wgsl';
import arithmeticF16Text from '../../shaders/lib/arithmetic_f16.wgsl';
import arithmeticF32Text from '../../shaders/lib/arithmetic_f32.wgsl';
import convParamsText from '../../shaders/lib/conv_params.wgsl';
import convQuadText from '../../shaders/lib/conv_quad.wgsl';
import pairRowText from '../../shaders/lib/pair_row.wgsl';
import pointwiseText from '../../shaders/lib/pointwise.wgsl';
import pairsF16Text from '../../shaders/lib/weight_pairs_f16.wgsl';
import pairsF32Text from '../../shaders/lib/weight_pairs_f32.wgsl';
import quadsF16Text from '../../shaders/lib/weight_quads_f16.wgsl';
import quadsF32Text from '../../shaders/lib/weight_quads_f32.wgsl';
import { makeShader, type Shader, type ShaderPart } from './kernel.ts';

export const activationPart: ShaderPart = { file: 'lib/activation.wgsl', text: activationText };
export const convParamsPart: ShaderPart = { file: 'lib/conv_params.wgsl', text: convParamsText };
export const convQuadPart: ShaderPart = { file: 'lib/conv_quad.wgsl', text: convQuadText };
export const pairRowPart: ShaderPart = { file: 'lib/pair_row.wgsl', text: pairRowText };
export const pointwisePart: ShaderPart = { file: 'lib/pointwise.wgsl', text: pointwiseText };

/** What a sum of products is computed in; the one in float16 must stand first in its shader. */
export const arithmeticParts = {
  f32: { file: 'lib/arithmetic_f32.wgsl', text: arithmeticF32Text },
  f16: { file: 'lib/arithmetic_f16.wgsl', text: arithmeticF16Text },
} as const;
/** Weights read four and two at a time, by how they are stored. */
export const weightQuads = {
  f32: { file: 'lib/weight_quads_f32.wgsl', text: quadsF32Text },
  f16: { file: 'lib/weight_quads_f16.wgsl', text: quadsF16Text },
} as const;
export const weightPairs = {
  f32: { file: 'lib/weight_pairs_f32.wgsl', text: pairsF32Text },
  f16: { file: 'lib/weight_pairs_f16.wgsl', text: pairsF16Text },
} as const;

/** `name` is the file's name without its ending. The file comes first, since only there may it `enable` extensions. */
export function shaderOf(name: string, text: string, ...libraries: readonly ShaderPart[]): Shader {
  return makeShader(name, [{ file: `${name}.wgsl`, text }, ...libraries]);
}
