/** Converts a tensor's values to the type that a converted file stores. */
import { HyperIqaError } from '../errors.ts';
import { f32ToF16 } from '../formats/half.ts';
import type { StoredTensor } from '../formats/tensor-file.ts';
import { bytesToFloat32 } from '../formats/to-float32.ts';
import type { TensorSpec } from '../models/layout.ts';

/** How converted weights are stored. `u8`: values that the original stores as bytes stay bytes; all others are float32. */
export type StoredAs = 'f32' | 'f16' | 'u8';

/**
 * A tensor under another name, shape (with the same number of values) and type. With f16, tensors of one dimension are still
 * stored as f32; values that are already f16 keep their bits. Reading it throws WEIGHTS, naming the value, where one is not
 * finite or too large for its type.
 */
export function storedAs(tensor: StoredTensor, spec: TensorSpec, wanted: StoredAs): StoredTensor {
  const dtype = spec.shape.length < 2 || wanted === 'u8' ? 'f32' : wanted;
  const read = async (): Promise<Uint8Array> => {
    const bytes = await tensor.read();
    const values = bytesToFloat32(bytes, tensor.dtype);
    const odd = values.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) refuseValue(tensor, odd, tensor.dtype === 'f64' ? float64At(bytes, odd) : values[odd]!, 'f32');
    if (tensor.dtype === dtype) return bytes;
    return asBytes(dtype === 'f32' ? values : halved(values, tensor));
  };
  const stored: StoredTensor = { name: spec.name, shape: spec.shape, dtype, read };
  return wanted === 'u8' && tensor.levels !== undefined ? { ...stored, levels: tensor.levels } : stored;
}

function float64At(bytes: Uint8Array, index: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(8 * index, true);
}

function halved(values: Float32Array, tensor: StoredTensor): Uint16Array {
  const halves = f32ToF16(values);
  const overflow = halves.findIndex((half) => (half & 0x7fff) === 0x7c00);
  if (overflow >= 0) refuseValue(tensor, overflow, values[overflow]!, 'f16');
  return halves;
}

const beyond = {
  f32: 'beyond what float32 holds (3.4e38)',
  f16: 'beyond what a half float holds (65504); convert it as f32',
};

function refuseValue({ name, shape }: StoredTensor, index: number, value: number, dtype: keyof typeof beyond): never {
  const place: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  const fault = Number.isFinite(value)
    ? beyond[dtype]
    : 'which no trained weight is: the training diverged or the file is damaged; take an earlier checkpoint';
  throw new HyperIqaError('WEIGHTS', `${name}[${place}] is ${value}, ${fault}.`);
}

function asBytes(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
