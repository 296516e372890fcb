/** The types in which the tiled kernels compute sums: float32, float16 within one step at a time, or a GPU's matrix units. */
import type { Constant } from '../../../graph/tensor.ts';
import { type DeviceTraits, makeShader, type Shader, type ShaderPart } from '../../kernel.ts';
import { matrixShader } from '../../matrix.ts';
import { matrixRefusal } from '../../matrix-form.ts';
import { arithmeticParts, shaderOf, weightQuads } from '../../shader-parts.ts';
import { byStorage, type Storage } from '../../weight-storage.ts';

/** `matrix`: a GPU's matrix units, with float16 operands and float32 sums. */
export type Arithmetic = 'f32' | 'f16' | 'matrix';

/**
 * A shader variant for each arithmetic and storage; sums in float16 and by matrix units require float16 weights. `body` computes
 * the tiles, except by matrix units.
 */
export function byArithmetic(
  name: string,
  path: string,
  text: string,
  body: readonly ShaderPart[],
  ...libraries: readonly ShaderPart[]
): (arithmetic: Arithmetic, storage: Storage, traits: DeviceTraits) => Shader {
  const single = makeShader(name, shaderOf(path, text, arithmeticParts.f32, ...libraries, ...body).parts);
  const byWeights = byStorage(single, weightQuads);
  const { parts } = shaderOf(path, text, ...libraries, weightQuads.f16);
  const half = makeShader(`${name}-f16`, [arithmeticParts.f16, ...parts, ...body]);
  return (arithmetic, storage, traits) => {
    if (arithmetic === 'matrix') return matrixShader(`${name}-matrix`, parts, traits);
    return arithmetic === 'f16' ? half : byWeights[storage];
  };
}

/** `conv2d-tiled`, `conv2d-tiled-f16`, `conv2d-tiled64-matrix`: a kernel's name with its arithmetic. */
export function nameIn(arithmetic: Arithmetic, name: string): string {
  return arithmetic === 'f32' ? name : `${name}-${arithmetic}`;
}

/** Why sums cannot be computed in this arithmetic; null when they can. */
export function arithmeticRefusal(arithmetic: Arithmetic, weight: Constant, traits: DeviceTraits): string | null {
  if (arithmetic === 'f32') return null;
  if (arithmetic === 'matrix') return matrixRefusal(traits) ?? halfRefusal(weight);
  if (!traits.shaderF16) return 'needs precision f16 and an adapter that computes in float16';
  return halfRefusal(weight);
}

function halfRefusal({ dtype }: Constant): string | null {
  return dtype === 'f16' ? null : 'serves weights of float16';
}
