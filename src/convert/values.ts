import { HyperIqaError } from '../errors.ts';
import { f32ToF16 } from '../formats/half.ts';
import type { StoredTensor } from '../formats/tensor-file.ts';
import { toFloat32 } from '../formats/to-float32.ts';
import type { TensorSpec } from '../models/tensor-spec.ts';

/** Types that converted weights are stored in. */
export type StoredAs = 'f32' | 'f16';

/**
 * A tensor under another name, shape (of as many values) and type. With f16, tensors of one dimension become f32 all
 * the same; values that are f16 already keep their bits.
 */
export function storedAs(tensor: StoredTensor, spec: TensorSpec, wanted: StoredAs): StoredTensor {
  const dtype = spec.shape.length < 2 ? 'f32' : wanted;
  const read = async (): Promise<Uint8Array> => {
    if (tensor.dtype === dtype) return tensor.read();
    const values = await toFloat32(tensor);
    return asBytes(dtype === 'f32' ? values : halved(values, spec.name));
  };
  return { name: spec.name, shape: spec.shape, dtype, read };
}

function halved(values: Float32Array, name: string): Uint16Array {
  const halves = f32ToF16(values);
  const overflow = halves.findIndex((half, i) => (half & 0x7fff) === 0x7c00 && Number.isFinite(values[i]));
  if (overflow >= 0) {
    throw new HyperIqaError(
      'WEIGHTS',
      `${name} has the value ${values[overflow]}, beyond what a half float can hold (65504): convert it as f32.`,
    );
  }
  return halves;
}

/**
 * Caffe's BatchNorm keeps sums of its statistics and, as a third blob, the factor they are too large by; a factor of
 * 0 (nothing was summed) makes them 0, as in Caffe's batch_norm_layer.cpp.
 */
export function divided(tensor: StoredTensor, divisor: StoredTensor): StoredTensor {
  const read = async (): Promise<Uint8Array> => {
    const values = await toFloat32(tensor);
    const factor = (await toFloat32(divisor))[0]!;
    return asBytes(values.map((value) => (factor === 0 ? 0 : value / factor)));
  };
  return { name: tensor.name, shape: tensor.shape, dtype: 'f32', read };
}

function asBytes(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
