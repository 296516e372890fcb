/** Reads what an HDF5 object holds: a dataset's values, and string attributes. */
import { elementCount } from './element-count.ts';
import { filtersOf, readChunks } from './hdf5-chunks.ts';
import type { Bytes, Hdf5File, Message, MessageKind } from './hdf5-file.ts';
import { bytesPerElement, type DType } from './tensor-file.ts';

export interface Dataset {
  readonly shape: readonly number[];
  readonly dtype: DType;
  read(): Promise<Uint8Array>;
}

const floats: ReadonlyMap<number, DType> = new Map([
  [2, 'f16'],
  [4, 'f32'],
  [8, 'f64'],
]);
/** The exponent widths of IEEE 754's types, which distinguish them from other types of the same size. */
const exponentBits: Partial<Record<DType, number>> = { f16: 5, f32: 8, f64: 11 };
const integers: ReadonlyMap<number, DType> = new Map([
  [1, 'i8'],
  [2, 'i16'],
  [4, 'i32'],
  [8, 'i64'],
]);

/** A dataset whose values are all in the file, contiguous or chunked; a string says why it cannot be read. */
export function datasetOf(file: Hdf5File, messages: readonly Message[]): Dataset | string {
  const find = (kind: MessageKind) => messages.find((message) => message.kind === kind)?.data;
  const [space, type, layout] = [find('dataspace'), find('datatype'), find('layout')];
  if (space === undefined || type === undefined || layout === undefined) return 'not a dataset';
  const shape = shapeOf(space);
  const dtype = dtypeOf(type);
  if (dtype === undefined) return 'values of an unsupported type';
  const count = shape === undefined ? undefined : elementCount(shape);
  if (shape === undefined || count === undefined) return 'an invalid shape';
  if (count === 0) return { shape, dtype, read: async () => new Uint8Array() };
  if (layout.u8(0) !== 3) return 'values in an unsupported layout';
  const filters = filtersOf(find('filters'));
  if (typeof filters === 'string') return filters;
  const size = bytesPerElement[dtype];
  if (layout.u8(1) === 2) {
    const axes = shape.map((_, axis) => layout.u32(11 + 4 * axis));
    const isSound =
      shape.length > 0 && layout.u8(2) === shape.length + 1 && !axes.includes(0) && elementCount(axes) !== undefined;
    if (!isSound || layout.isUndefined(3)) return 'values in missing chunks';
    const values = { shape, size, chunk: axes, tree: layout.u64(3), filters };
    return { shape, dtype, read: () => readChunks(file, values) };
  }
  return filters.length === 0 ? inOnePiece(file, layout, { shape, dtype }, count * size) : 'values that are compressed';
}

function inOnePiece(
  file: Hdf5File,
  layout: Bytes,
  { shape, dtype }: Pick<Dataset, 'shape' | 'dtype'>,
  length: number,
): Dataset | string {
  const kind = layout.u8(1);
  if (kind === 0) {
    if (layout.u16(2) < length) return 'fewer values than its shape requires';
    const values = layout.bytes(4, length);
    return { shape, dtype, read: async () => values };
  }
  if (kind !== 1) return 'values in an unsupported layout';
  if (layout.isUndefined(2) || layout.u64(10) < length) return 'fewer values than its shape requires';
  const start = layout.u64(2);
  if (start + length > file.source.size) return 'values that end beyond the file; it is truncated or damaged';
  return { shape, dtype, read: () => file.source.read(start, length) };
}

/** Undefined for a null or unknown dataspace. */
function shapeOf(space: Bytes): readonly number[] | undefined {
  const version = space.u8(0);
  if (version !== 1 && version !== 2) return undefined;
  if (version === 2 && space.u8(3) === 2) return undefined;
  const first = version === 1 ? 8 : 4;
  return Array.from({ length: space.u8(1) }, (_, i) => space.u64(first + 8 * i));
}

function dtypeOf(type: Bytes): DType | undefined {
  const kind = type.u8(0) & 15;
  const bits = type.u8(1);
  const size = type.u32(4);
  const isBigEndian = (bits & 1) !== 0;
  if (isBigEndian) return undefined;
  if (kind === 1) {
    const dtype = floats.get(size);
    return dtype !== undefined && type.u8(13) === exponentBits[dtype] ? dtype : undefined;
  }
  if (kind !== 0) return undefined;
  const isSigned = (bits & 8) !== 0;
  return isSigned ? integers.get(size) : size === 1 ? 'u8' : undefined;
}

/** The strings of the object's attribute of that name; undefined when it is missing or not a string attribute. */
export async function textsOf(
  file: Hdf5File,
  messages: readonly Message[],
  wanted: string,
): Promise<readonly string[] | undefined> {
  for (const { kind, data } of messages) {
    if (kind !== 'attribute') continue;
    const attribute = partsOf(file, data);
    if (attribute.name === wanted) return texts(file, attribute);
  }
  return undefined;
}

interface Attribute {
  readonly name: string;
  readonly type: Bytes;
  readonly space: Bytes;
  readonly values: Bytes;
}

function partsOf(file: Hdf5File, data: Bytes): Attribute {
  const version = data.u8(0);
  if (version < 1 || version > 3) file.fail(`an attribute has version ${version}`);
  const lengths = [data.u16(2), data.u16(4), data.u16(6)] as const;
  // Version 1 pads each part to 8 bytes; version 3 also states the name's character set.
  const padded = (length: number) => (version === 1 ? 8 * Math.ceil(length / 8) : length);
  const name = version === 3 ? 9 : 8;
  const type = name + padded(lengths[0]);
  const space = type + padded(lengths[1]);
  const values = space + padded(lengths[2]);
  return {
    name: data.part(name, lengths[0]).textUntilZero(0),
    type: data.part(type, lengths[1]),
    space: data.part(space, lengths[2]),
    values: data.part(values, Math.max(0, data.length - values)),
  };
}

async function texts(file: Hdf5File, { type, space, values }: Attribute): Promise<readonly string[] | undefined> {
  const kind = type.u8(0) & 15;
  const isFixed = kind === 3;
  const isVariable = kind === 9 && (type.u8(1) & 15) === 1;
  if (!isFixed && !isVariable) return undefined;
  const size = isFixed ? type.u32(4) : 16;
  const shape = shapeOf(space);
  const count = shape === undefined ? 0 : elementCount(shape);
  if (count === undefined || size === 0 || count * size > values.length) return file.fail('an attribute is cut off');
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = size * i;
    found.push(
      isFixed
        ? values.part(at, size).textUntilZero(0)
        : await file.heapString(values.u32(at), values.u64(at + 4), values.u32(at + 12)),
    );
  }
  return found;
}
