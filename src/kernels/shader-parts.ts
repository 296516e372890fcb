/** The shared pieces in shaders/lib, and how a shader is put together from them. */
import activationText from '../../shaders/lib/activation.wgsl';
import convParamsText from '../../shaders/lib/conv_params.wgsl';
import type { Shader, ShaderPart } from './kernel.ts';

export const activationPart: ShaderPart = { file: 'lib/activation.wgsl', text: activationText };
export const convParamsPart: ShaderPart = { file: 'lib/conv_params.wgsl', text: convParamsText };

/** `name` is the file's name without its ending. */
export function shaderOf(name: string, text: string, ...libraries: readonly ShaderPart[]): Shader {
  return { name, parts: [...libraries, { file: `${name}.wgsl`, text }] };
}
