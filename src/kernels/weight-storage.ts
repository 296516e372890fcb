/**
 * Stores weights in half the memory where all of them are float16 numbers and the kernel's shader can read both storages. Values,
 * and thus results, are unchanged.
 */
import { f32ToF16 } from '../formats/half.ts';
import type { Constant } from '../graph/tensor.ts';
import { type DeviceTraits, makeShader, type PackedWeights, type Shader, type ShaderPart } from './kernel.ts';

export type Storage = 'f32' | 'f16';

export function storageOf(weight: Constant, traits: DeviceTraits): Storage {
  return traits.halfWeights && weight.dtype === 'f16' ? 'f16' : 'f32';
}

/** The same packed weights in this storage; for f16 all their values must be float16 numbers. */
export function storedAs(storage: Storage, packed: PackedWeights): PackedWeights {
  if (storage === 'f32') return packed;
  return {
    kind: 'weights',
    key: `${packed.key} as float16`,
    byteLength: packed.byteLength / 2,
    async pack(target) {
      const values = new ArrayBuffer(packed.byteLength);
      await packed.pack(values);
      new Uint16Array(target).set(f32ToF16(new Float32Array(values)));
    },
  };
}

/** A shader variant for each weight storage; they declare binding 2. */
export function byStorage(
  shader: Shader,
  parts: Readonly<Record<Storage, ShaderPart>>,
): Readonly<Record<Storage, Shader>> {
  return {
    f32: makeShader(shader.name, [...shader.parts, parts.f32]),
    f16: makeShader(`${shader.name} f16 weights`, [...shader.parts, parts.f16]),
  };
}
