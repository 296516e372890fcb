/** The shared pieces in shaders/lib, and how a shader is put together from them. */
import activationText from '../../shaders/lib/activation.wgsl';
import convParamsText from '../../shaders/lib/conv_params.wgsl';
import convQuadText from '../../shaders/lib/conv_quad.wgsl';
import pairRowText from '../../shaders/lib/pair_row.wgsl';
import pointwiseText from '../../shaders/lib/pointwise.wgsl';
import type { Shader, ShaderPart } from './kernel.ts';

export const activationPart: ShaderPart = { file: 'lib/activation.wgsl', text: activationText };
export const convParamsPart: ShaderPart = { file: 'lib/conv_params.wgsl', text: convParamsText };
export const convQuadPart: ShaderPart = { file: 'lib/conv_quad.wgsl', text: convQuadText };
export const pairRowPart: ShaderPart = { file: 'lib/pair_row.wgsl', text: pairRowText };
export const pointwisePart: ShaderPart = { file: 'lib/pointwise.wgsl', text: pointwiseText };

/** `name` is the file's name without its ending. The file comes first, since only there may it `enable` extensions. */
export function shaderOf(name: string, text: string, ...libraries: readonly ShaderPart[]): Shader {
  return { name, parts: [{ file: `${name}.wgsl`, text }, ...libraries] };
}
