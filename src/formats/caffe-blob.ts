/** Parses one BlobProto of a Caffe model: the shape of a blob and where its values lie, without reading them. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { counted } from '../printable.ts';
import { elementCount, mostDimensions } from './element-count.ts';
import { bytesPerElement, type DType } from './tensor-file.ts';

/** The location and type of a blob's values in the file. */
export interface BlobRecord {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** Field numbers of BlobProto. The four legacy fields are the shape in files from before blobs had arbitrary dimensions. */
const blobField = {
  num: 1,
  channels: 2,
  height: 3,
  width: 4,
  data: 5,
  shape: 7,
  doubleData: 8,
  rawDataType: 10,
  rawData: 12,
} as const;

/** The enumeration Type of OpenCV's caffe.proto; its other members, INT and UINT, hold no weights. */
const rawTypes: readonly (DType | undefined)[] = ['f64', 'f32', 'f16'];

/** Reads a BlobProto that begins at byte `base` of the file. @throws Error (a plain one) that says what is wrong. */
export function readBlob(bytes: Uint8Array, base: number): BlobRecord {
  const reader = new BinaryReader(bytes);
  const legacy = [1, 1, 1, 1];
  let hasLegacy = false;
  let shape: readonly number[] = [];
  let rawType = 1;
  let values: { readonly field: number; readonly offset: number; readonly length: number } | undefined;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field >= blobField.num && field <= blobField.width && wireType === WireType.Varint) {
      legacy[field - blobField.num] = reader.int32();
      hasLegacy = true;
    } else if (field === blobField.shape && wireType === WireType.LengthDelimited) {
      shape = readShape(reader.bytes());
    } else if (field === blobField.rawDataType && wireType === WireType.Varint) {
      rawType = reader.int32();
    } else if (field === blobField.data || field === blobField.doubleData || field === blobField.rawData) {
      if (wireType !== WireType.LengthDelimited) throw new Error('the values of a blob are not packed');
      if (values !== undefined) throw new Error('a blob has its values twice or in several parts');
      const { length } = reader.bytes();
      values = { field, offset: base + reader.pos - length, length };
    } else {
      reader.skip(wireType, field);
    }
  }
  // OpenCV also prefers the legacy fields. Without any shape a blob is a single value.
  const dims = hasLegacy ? legacy : shape;
  const dtype = values === undefined ? 'f32' : dtypeOf(values.field, rawType);
  const count = elementCount(dims);
  const { offset, length } = values ?? { offset: base, length: 0 };
  if (count === undefined || length !== count * bytesPerElement[dtype]) {
    throw new Error(`a blob of shape [${dims}] and type ${dtype} has ${counted(length, 'byte')} of values`);
  }
  return { shape: dims, dtype, offset, length };
}

function dtypeOf(field: number, rawType: number): DType {
  if (field === blobField.data) return 'f32';
  if (field === blobField.doubleData) return 'f64';
  const dtype = rawTypes[rawType];
  if (dtype === undefined) throw new Error(`a blob has values of the unknown type ${rawType}`);
  return dtype;
}

/** BlobShape {repeated int64 dim = 1}, packed or not. */
function readShape(bytes: Uint8Array): readonly number[] {
  const reader = new BinaryReader(bytes);
  const dims: number[] = [];
  const take = (from: BinaryReader) => {
    if (dims.length === mostDimensions) throw new Error(`a blob has more than ${mostDimensions} dimensions`);
    dims.push(Number(from.int64()));
  };
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) {
      const packed = new BinaryReader(reader.bytes());
      while (packed.pos < packed.len) take(packed);
    } else if (field === 1 && wireType === WireType.Varint) {
      take(reader);
    } else {
      reader.skip(wireType, field);
    }
  }
  return dims;
}
