/** What the tiled kernels compute their sums in: the same shader in float32, or in float16 over one step at a time. */
import type { Constant } from '../../../graph/tensor.ts';
import { type DeviceTraits, makeShader, type Shader, type ShaderPart } from '../../kernel.ts';
import { arithmeticParts, shaderOf, weightQuads } from '../../shader-parts.ts';
import { byStorage, type Storage } from '../../weight-storage.ts';

export type Arithmetic = 'f32' | 'f16';

/**
 * Of the shader in `text`, the file at `path`, the form for an arithmetic and a storage; sums in float16 go with weights
 * stored so.
 */
export function byArithmetic(
  name: string,
  path: string,
  text: string,
  ...libraries: readonly ShaderPart[]
): (arithmetic: Arithmetic, storage: Storage) => Shader {
  const single = makeShader(name, shaderOf(path, text, arithmeticParts.f32, ...libraries).parts);
  const byWeights = byStorage(single, weightQuads);
  const { parts } = shaderOf(path, text, ...libraries, weightQuads.f16);
  const half = makeShader(`${name}-f16`, [arithmeticParts.f16, ...parts]);
  return (arithmetic, storage) => (arithmetic === 'f16' ? half : byWeights[storage]);
}

/** `conv2d-tiled`, `conv2d-tiled-f16` */
export function nameIn(arithmetic: Arithmetic, name: string): string {
  return arithmetic === 'f16' ? `${name}-f16` : name;
}

/** Why sums are not computed in this arithmetic; null when they may be. */
export function arithmeticRefusal(arithmetic: Arithmetic, weight: Constant, traits: DeviceTraits): string | null {
  if (arithmetic === 'f32') return null;
  if (!traits.shaderF16) return 'needs precision f16 and an adapter that computes in float16';
  return weight.dtype === 'f16' ? null : 'serves weights of float16';
}
