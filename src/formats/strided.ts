/** Reads strided views, such as transposed PyTorch tensors, into contiguous row-major values. */
import { HyperIqaError } from '../errors.ts';
import { elementCount } from './element-count.ts';
import type { ByteSource } from './tensor-file.ts';

export interface StridedLayout {
  readonly name: string;
  readonly shape: readonly number[];
  /** One per dimension, in values. */
  readonly strides: readonly number[];
  /** In values, from the beginning of the block. */
  readonly offset: number;
  /** 1, 2, 4 or 8 bytes. */
  readonly elementSize: number;
}

/** Views with stride 0 let a small file claim a large tensor; up to this many bytes they are harmless. */
const smallTensor = 2 ** 20;

/** Reads a view of the block that begins at byte `begin` and returns its values contiguous and row-major. */
export async function readStrided(source: ByteSource, begin: number, layout: StridedLayout): Promise<Uint8Array> {
  const { shape, strides, offset, elementSize } = layout;
  const count = elementCount(shape) ?? 0;
  const bytes = count * elementSize;
  const first = begin + offset * elementSize;
  if (count === 0) return new Uint8Array(0);
  if (isContiguous(shape, strides)) return source.read(first, bytes);
  if (bytes > Math.max(source.size, smallTensor)) {
    throw new HyperIqaError(
      'FORMAT',
      `${source.name}: tensor ${layout.name} repeats its values into ${bytes} bytes, more than the whole file has.`,
    );
  }
  const span = 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
  // A copy begins at offset 0 of its buffer, which is aligned for any element type.
  const block = new Uint8Array(await source.read(first, span * elementSize));
  return gather(block, layout, count);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

function gather(block: Uint8Array, layout: StridedLayout, count: number): Uint8Array {
  const words = (bytes: Uint8Array) => {
    if (layout.elementSize === 1) return bytes;
    if (layout.elementSize === 2) return new Uint16Array(bytes.buffer);
    // 8-byte values are moved as pairs of words.
    return new Uint32Array(bytes.buffer);
  };
  const perValue = layout.elementSize === 8 ? 2 : 1;
  const out = new Uint8Array(count * layout.elementSize);
  const from = words(block);
  const to = words(out);
  const { shape, strides } = layout;
  const index = new Array<number>(shape.length).fill(0);
  let position = 0;
  for (let i = 0; i < count; i++) {
    for (let word = 0; word < perValue; word++) to[i * perValue + word] = from[position * perValue + word]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
