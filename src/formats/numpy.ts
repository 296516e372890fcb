/**
 * Reads NumPy's files: a single array (`.npy`), or a zip file of named arrays (`.npz`), stored or deflated. Arrays in Fortran
 * order are returned row-major. Arrays of Python objects, which would have to be unpickled, are listed but not read. Format:
 * numpy/lib/format.py.
 */
import { HyperIqaError } from '../errors.ts';
import { counted, printable, shortened } from '../printable.ts';
import { MemorySource } from './byte-source.ts';
import { elementCount } from './element-count.ts';
import { looksLikeNpy } from './npy-signature.ts';
import { readStrided } from './strided.ts';
import { type ByteSource, bytesPerElement, type DType, type StoredTensor, type TensorFile } from './tensor-file.ts';
import type { ZipEntry } from './zip.ts';
import { readEntry, readEntryHead } from './zip-content.ts';

/** Far more than any network has; limits the work that a hostile directory can cause. */
const mostArrays = 16_384;
/** In bytes, including the magic string and version. Headers of numeric arrays take 128 bytes. */
const longestHead = 4096;
/** The name under which the array of an .npy file is returned. */
const nameOfSingle = 'array';

/** NumPy's type codes, without the byte order. */
const dtypes: Readonly<Record<string, DType>> = {
  f2: 'f16',
  f4: 'f32',
  f8: 'f64',
  i1: 'i8',
  i2: 'i16',
  i4: 'i32',
  i8: 'i64',
  u1: 'u8',
  b1: 'bool',
};

interface NpyHead {
  /** The byte at which the values begin. */
  readonly begin: number;
  readonly shape: readonly number[];
  /** Whether the first index varies fastest. */
  readonly isFortran: boolean;
  /** NumPy's type code; null for structured types. */
  readonly type: string | null;
}

/** Opens a file of one array, named `array`. @throws HyperIqaError FORMAT that says what is wrong. */
export async function openNpy(source: ByteSource): Promise<TensorFile> {
  const fail = failing(source);
  const head = parseHead(await source.read(0, Math.min(longestHead, source.size)), fail);
  const dtype = dtypeOf(head);
  if (dtype === undefined) return fail(`it holds ${unread(head)}, which are not read: save numbers by numpy.save`);
  const length = lengthOf(head, dtype, source.size, fail);
  const read = () => source.read(head.begin, length);
  const tensors = new Map([[nameOfSingle, tensorOf(nameOfSingle, head, dtype, read)]]);
  return { format: 'numpy', metadata: {}, tensors };
}

/**
 * Reads names, types and shapes; values are read on demand.
 * @param entries the directory of the zip file.
 * @throws HyperIqaError FORMAT that says what is wrong.
 */
export async function openNpz(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>): Promise<TensorFile> {
  if (entries.size > mostArrays) failing(source)(`it holds ${entries.size} arrays, and at most ${mostArrays} are read`);
  const tensors = new Map<string, StoredTensor>();
  const opaque = new Map<string, string>();
  for (const entry of entries.values()) {
    if (!entry.name.endsWith('.npy')) {
      opaque.set(entry.name, 'no array of NumPy');
      continue;
    }
    const name = entry.name.slice(0, -'.npy'.length);
    const fail = failing(source, name);
    const head = parseHead(await readEntryHead(source, entry, longestHead), fail);
    const dtype = dtypeOf(head);
    if (dtype === undefined) {
      opaque.set(name, unread(head));
      continue;
    }
    const length = lengthOf(head, dtype, entry.size, fail);
    const read = async () => (await readEntry(source, entry)).subarray(head.begin, head.begin + length);
    tensors.set(name, tensorOf(name, head, dtype, read));
  }
  if (tensors.size === 0) failing(source)('it holds no arrays of numbers');
  return { format: 'numpy', metadata: {}, tensors, opaque };
}

function tensorOf(name: string, head: NpyHead, dtype: DType, read: () => Promise<Uint8Array>): StoredTensor {
  const { shape, isFortran } = head;
  if (!isFortran || shape.length < 2) return { name, shape, dtype, read };
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis))!);
  const layout = { name, shape, strides, offset: 0, elementSize: bytesPerElement[dtype] };
  return { name, shape, dtype, read: async () => readStrided(new MemorySource(name, await read()), 0, layout) };
}

/** The values' length in bytes. `size` is that of the file or entry. */
function lengthOf({ shape, begin }: NpyHead, dtype: DType, size: number, fail: Fail): number {
  const count = elementCount(shape);
  if (count === undefined) return fail(`its shape (${shape}) is invalid`);
  const length = count * bytesPerElement[dtype];
  const found = size - begin;
  return length === found
    ? length
    : fail(`its shape (${shape}) needs ${counted(length, 'byte')}, and its values have ${found}`);
}

function dtypeOf({ type }: NpyHead): DType | undefined {
  // Single bytes have no byte order; wider types must be little-endian.
  return type !== null && /^[<|]/.test(type) ? dtypes[type.slice(1)] : undefined;
}

function unread({ type }: NpyHead): string {
  if (type === null) return 'values of several fields';
  if (/^\|O\d*$/.test(type)) return 'Python objects in a pickle';
  return `values of NumPy's type ${shown(type)}`;
}

/** Parses the header, a Python dict literal: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHead(bytes: Uint8Array, fail: Fail): NpyHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!looksLikeNpy(bytes) || bytes.length < 12) return fail('its beginning is not that of such a file');
  const version = bytes[6]!;
  if (version < 1 || version > 3) return fail(`its format version is ${version}; 1 to 3 can be read`);
  const start = version === 1 ? 10 : 12;
  const begin = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (begin > bytes.length) return fail(`its head has ${begin} bytes, and only ${bytes.length} are there or read`);
  const text = new TextDecoder().decode(bytes.subarray(start, begin)).trim();
  const value = (key: string, form: string) => new RegExp(`[{,]\\s*['"]${key}['"]\\s*:\\s*${form}\\s*[,}]`).exec(text);
  const descr = value('descr', `(?:['"]([^'"]*)['"]|\\[.*\\])`);
  const order = value('fortran_order', '(True|False)');
  const shape = value('shape', '\\(([\\d\\sL,]*)\\)');
  if (descr === null || order === null || shape === null) return fail(`its head is ${shown(text)}`);
  return {
    begin,
    // Python 2 wrote long integers with the suffix L.
    shape: (shape[1]!.match(/\d+/g) ?? []).map(Number),
    isFortran: order[1] === 'True',
    type: descr[1] ?? null,
  };
}

type Fail = (problem: string) => never;

function failing(source: ByteSource, array?: string): Fail {
  const where = array === undefined ? '' : `array ${shown(array)}: `;
  return (problem) => {
    throw new HyperIqaError('FORMAT', `${source.name}: not a valid file of NumPy's: ${where}${problem}.`);
  };
}

function shown(text: string): string {
  return JSON.stringify(printable(shortened(text, 80)));
}
