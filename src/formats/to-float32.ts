/** Converts the values of any stored type to float32. */
import { bf16ToF32, f16ToF32 } from './half.ts';
import type { DType, StoredTensor } from './tensor-file.ts';

type TypedArray<T> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;

/** The bytes as numbers: a view where the alignment allows it, otherwise a copy. */
function view<T>(type: TypedArray<T> & { readonly BYTES_PER_ELEMENT: number }, bytes: Uint8Array): T {
  // Not slice(): that of Node's Buffer does not copy.
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new type(aligned.buffer, aligned.byteOffset, aligned.length / type.BYTES_PER_ELEMENT);
}

/** Converts little-endian values of any stored type to float32. Aligned f32 is not copied; f64 and integers are rounded. */
export function bytesToFloat32(bytes: Uint8Array, dtype: DType): Float32Array {
  switch (dtype) {
    case 'f32':
      return view(Float32Array, bytes);
    case 'f16':
      return f16ToF32(view(Uint16Array, bytes));
    case 'bf16':
      return bf16ToF32(view(Uint16Array, bytes));
    case 'f64':
      return Float32Array.from(view(Float64Array, bytes));
    case 'i64':
      return Float32Array.from(view(BigInt64Array, bytes), Number);
    case 'i32':
      return Float32Array.from(view(Int32Array, bytes));
    case 'i16':
      return Float32Array.from(view(Int16Array, bytes));
    case 'i8':
      return Float32Array.from(view(Int8Array, bytes));
    case 'u8':
      return Float32Array.from(bytes);
    case 'bool':
      return Float32Array.from(bytes, (value) => (value === 0 ? 0 : 1));
  }
}

/** A tensor's values as float32, row-major. @throws HyperIqaError FORMAT when the file is shorter than the tensor. */
export async function toFloat32(tensor: StoredTensor): Promise<Float32Array> {
  return bytesToFloat32(await tensor.read(), tensor.dtype);
}
