/**
 * Reads MXNet's `.params`: a list of arrays, each with its shape and values, followed by their names (`arg:conv0_weight`,
 * `aux:bn0_moving_mean`). Supports dense arrays of all three versions of the format; sparse arrays, and those with NumPy
 * semantics, are refused. Format: src/ndarray/ndarray.cc of apache/mxnet (NDArray::Save, NDArray::Load).
 */
import { HyperIqaError } from '../errors.ts';
import { counted, printable, shortened } from '../printable.ts';
import { elementCount } from './element-count.ts';
import { type ByteSource, bytesPerElement, type DType, type StoredTensor, type TensorFile } from './tensor-file.ts';

const listMagic = 0x112;
const magicOfV1 = 0xf993fac8;
const magicOfV2 = 0xf993fac9;
const magicOfNumpy = 0xf993faca;

/** mshadow's types, by number. */
const dtypes: readonly DType[] = ['f32', 'f64', 'f16', 'u8', 'i32', 'i8', 'i64'];

/** Far more than any network has; limits the reads that a hostile count can cause. */
const mostArrays = 65_536;
const mostDimensions = 32;
const longestName = 4096;
/** The longest header before values: magic, storage type, number of dimensions, 32 dimensions of 8 bytes, device, type. */
const longestHead = 4 + 4 + 4 + 8 * mostDimensions + 8 + 4;

export function looksLikeMxnetParams(head: Uint8Array): boolean {
  // The list's magic number and a reserved number, which is 0.
  return head.length >= 16 && head[0] === 0x12 && head[1] === 0x01 && head.subarray(2, 16).every((byte) => byte === 0);
}

/** Reads shapes and names; values are read on demand. @throws HyperIqaError FORMAT that says what is wrong. */
export async function openMxnetParams(source: ByteSource): Promise<TensorFile> {
  const cursor = new Cursor(source);
  if ((await cursor.u64()) !== listMagic || (await cursor.u64()) !== 0)
    cursor.fail('its beginning is not that of such a file');
  const arrays: Omit<StoredTensor, 'name'>[] = [];
  const count = await cursor.countUpTo(mostArrays, 'arrays');
  for (let i = 0; i < count; i++) arrays.push(await readArray(cursor, i));
  const names = await cursor.countUpTo(mostArrays, 'names');
  if (names !== count) cursor.fail(`it holds ${counted(count, 'array')} and ${counted(names, 'name')}`);
  const tensors = new Map<string, StoredTensor>();
  for (const array of arrays) {
    const bytes = await cursor.take(await cursor.countUpTo(longestName, 'bytes of a name'));
    const name = new TextDecoder().decode(bytes);
    if (name === '' || tensors.has(name)) cursor.fail(`two arrays, or none, are called ${shown(name)}`);
    tensors.set(name, { name, ...array });
  }
  if (cursor.offset !== source.size) cursor.fail(`it ends at byte ${cursor.offset}, the file at ${source.size}`);
  if (tensors.size === 0) cursor.fail('it holds no arrays');
  return { format: 'mxnet', metadata: {}, tensors };
}

async function readArray(cursor: Cursor, index: number): Promise<Omit<StoredTensor, 'name'>> {
  const head = await cursor.peek(longestHead);
  const fail = (problem: string): never => cursor.fail(`array ${index} ${problem}`);
  let at = 0;
  const u32 = (): number => {
    at += 4;
    return at <= head.byteLength ? head.getUint32(at - 4, true) : fail('is cut off');
  };
  const first = u32();
  if (first === magicOfNumpy) fail("was saved with NumPy's semantics, which are not read: save it by mx.nd.save");
  if (first === magicOfV2 && u32() !== 0) fail('is sparse, which is not read: save it dense');
  const isOldest = first !== magicOfV1 && first !== magicOfV2;
  // The oldest version has no magic number and begins with the number of dimensions.
  const dimensions = isOldest ? first : u32();
  if (dimensions < 1 || dimensions > mostDimensions) fail(`has ${counted(dimensions, 'dimension')}`);
  const shape = Array.from({ length: dimensions }, () => {
    const low = u32();
    return isOldest ? low : low + 2 ** 32 * u32();
  });
  u32();
  u32();
  const flag = u32();
  const dtype = dtypes[flag];
  const values = elementCount(shape);
  if (dtype === undefined) return fail(`has values of type ${flag}, which MXNet does not have`);
  if (values === undefined || values === 0) return fail(`has the shape [${shape}]`);
  const begin = cursor.offset + at;
  const length = values * bytesPerElement[dtype];
  if (begin + length > cursor.source.size) fail(`of shape [${shape}] ends beyond the file; it is truncated or damaged`);
  cursor.offset = begin + length;
  return { shape, dtype, read: () => cursor.source.read(begin, length) };
}

function shown(name: string): string {
  return JSON.stringify(printable(shortened(name, 80)));
}

/** A position in the file that only moves forward. */
class Cursor {
  readonly source: ByteSource;
  offset = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  fail(problem: string): never {
    throw new HyperIqaError('FORMAT', `${this.source.name}: not a valid .params file of MXNet: ${problem}.`);
  }

  async take(length: number): Promise<Uint8Array> {
    if (this.offset + length > this.source.size) this.fail('it is cut off');
    this.offset += length;
    return this.source.read(this.offset - length, length);
  }

  /** The next bytes, fewer at the end of the file, without moving. */
  async peek(length: number): Promise<DataView> {
    const bytes = await this.source.read(this.offset, Math.min(length, this.source.size - this.offset));
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  async u64(): Promise<number> {
    const bytes = await this.take(8);
    return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  }

  async countUpTo(most: number, what: string): Promise<number> {
    const count = await this.u64();
    return count <= most ? count : this.fail(`it names ${count} ${what}, and at most ${most} are allowed`);
  }
}
