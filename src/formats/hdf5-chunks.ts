/**
 * Reads a chunked dataset, as h5py writes compressed ones: a B-tree locates the chunks. Supported filters: Deflate and Shuffle.
 * Format: "HDF5 File Format Specification Version 3.0", sections III.A.1 (type 1) and IV.A.2.l.
 */
import { Z_FINISH, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit } from 'pako';
import { counted } from '../printable.ts';
import { elementCount } from './element-count.ts';
import type { Bytes, Hdf5File } from './hdf5-file.ts';
import { largestExpansion } from './zip-content.ts';

const filterIds = { deflate: 1, shuffle: 2 } as const;
type Filter = keyof typeof filterIds;

export interface ChunkedValues {
  readonly shape: readonly number[];
  /** Bytes per value. */
  readonly size: number;
  /** The chunks' shape, in values. */
  readonly chunk: readonly number[];
  /** The address of the B-tree. */
  readonly tree: number;
  /** In the order in which they were applied. */
  readonly filters: readonly Filter[];
}

interface Chunk {
  readonly address: number;
  /** Bytes in the file, after filtering. */
  readonly stored: number;
  /** A bit for each filter that was not applied. */
  readonly skipped: number;
  /** The index of its first value in each dimension. */
  readonly start: readonly number[];
}

/** In bytes; shorter lines are copied faster value by value. */
const shortLine = 32;

/** The filters of a filter pipeline; a string names the one that is not supported. */
export function filtersOf(message: Bytes | undefined): readonly Filter[] | string {
  if (message === undefined) return [];
  const version = message.u8(0);
  if (version !== 1 && version !== 2) return `filters of version ${version}`;
  const found: Filter[] = [];
  let at = version === 1 ? 8 : 2;
  for (let i = 0; i < message.u8(1); i++) {
    const id = message.u16(at);
    const filter = (Object.keys(filterIds) as Filter[]).find((name) => filterIds[name] === id);
    if (filter === undefined) return `values that went through filter ${id}`;
    // Version 2 omits the length and the name for HDF5's own filters.
    const head = version === 1 ? 8 : 6;
    const name = version === 1 ? 8 * Math.ceil(message.u16(at + 2) / 8) : 0;
    const values = message.u16(at + head - 2);
    at += head + name + 4 * values + (version === 1 && values % 2 === 1 ? 4 : 0);
    found.push(filter);
  }
  return found;
}

/** Returns all values, contiguous. @throws HyperIqaError FORMAT when chunks are missing, damaged or misplaced. */
export async function readChunks(file: Hdf5File, values: ChunkedValues): Promise<Uint8Array> {
  const { shape, size, chunk } = values;
  const across = shape.map((length, axis) => Math.ceil(length / chunk[axis]!));
  const count = elementCount(across) ?? 0;
  const chunks = await findChunks(file, values, count);
  const length = elementCount(chunk)! * size;
  const stored = chunks.reduce((sum, each) => sum + each.stored, 0);
  const isInFile = stored <= file.source.size && chunks.every((each) => length <= largestExpansion * each.stored);
  // Checked before anything is allocated according to the shape.
  if (chunks.length !== count || !isInFile) file.fail(`some of its ${counted(count, 'chunk')} of values are missing`);
  const out = new Uint8Array(elementCount(shape)! * size);
  for (const each of chunks) place(await unpacked(file, values, each, length), each.start, values, out);
  return out;
}

async function findChunks(file: Hdf5File, values: ChunkedValues, most: number): Promise<readonly Chunk[]> {
  const { shape, chunk, tree } = values;
  const keyLength = 8 + 8 * (shape.length + 1);
  const found = new Map<string, Chunk>();
  const nodes = [tree];
  for (let next = nodes.pop(); next !== undefined; next = nodes.pop()) {
    const node = await file.read(next, 24);
    if (node.text(0, 4) !== 'TREE' || node.u8(4) !== 1) file.fail(`there is no tree of chunks at byte ${next}`);
    const used = node.u16(6);
    const entries = await file.read(next + 24, used * (keyLength + 8));
    for (let i = 0; i < used; i++) {
      const at = i * (keyLength + 8);
      const address = entries.u64(at + keyLength);
      if (node.u8(5) > 0) {
        nodes.push(address);
        continue;
      }
      const start = shape.map((_, axis) => entries.u64(at + 8 + 8 * axis));
      const fits = start.every((first, axis) => first < shape[axis]! && first % chunk[axis]! === 0);
      if (!fits || found.has(`${start}`) || found.size === most) file.fail('a chunk of values is not where one can be');
      found.set(`${start}`, { address, stored: entries.u32(at), skipped: entries.u32(at + 4), start });
    }
  }
  return [...found.values()];
}

/** Returns a chunk's values, `length` bytes. */
async function unpacked(
  file: Hdf5File,
  { filters, size }: ChunkedValues,
  { address, stored, skipped }: Chunk,
  length: number,
): Promise<Uint8Array> {
  let bytes = await file.source.read(address, stored);
  for (let i = filters.length - 1; i >= 0; i--) {
    if (((skipped >> i) & 1) === 1) continue;
    bytes = filters[i] === 'deflate' ? inflated(file, bytes, length) : unshuffled(bytes, size);
  }
  return bytes.length === length ? bytes : file.fail(`a chunk has ${bytes.length} of ${counted(length, 'byte')}`);
}

function inflated(file: Hdf5File, packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const stream = new ZStream();
  zlibInflateInit(stream);
  Object.assign(stream, { input: packed, avail_in: packed.length, output: out, avail_out: length });
  const status = zlibInflate(stream, Z_FINISH);
  if (status !== Z_STREAM_END)
    file.fail(`a chunk's compressed data are damaged (${stream.msg || 'they end too early'})`);
  return out.subarray(0, length - stream.avail_out);
}

/** Undoes Shuffle, which stores the first bytes of all values, then the second ones, and so on. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  const out = bytes.slice();
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < count; i++) out[i * size + byte] = bytes[byte * count + i]!;
  }
  return out;
}

/** Copies the part of a chunk that lies within the dataset, line by line. */
function place(
  bytes: Uint8Array,
  start: readonly number[],
  { shape, size, chunk }: ChunkedValues,
  out: Uint8Array,
): void {
  const last = shape.length - 1;
  const within = shape.map((length, axis) => Math.min(chunk[axis]!, length - start[axis]!));
  const line = within[last]! * size;
  const index = new Array<number>(shape.length).fill(0);
  const lines = elementCount(within.slice(0, last))!;
  for (let i = 0; i < lines; i++) {
    let [from, to] = [0, 0];
    for (let axis = 0; axis <= last; axis++) {
      from = from * chunk[axis]! + index[axis]!;
      to = to * shape[axis]! + start[axis]! + index[axis]!;
    }
    // The chunks that h5py chooses for a convolution are one value wide.
    if (line > shortLine) out.set(bytes.subarray(from * size, from * size + line), to * size);
    else for (let byte = 0; byte < line; byte++) out[to * size + byte] = bytes[from * size + byte]!;
    for (let axis = last - 1; axis >= 0; axis--) {
      if (++index[axis]! < within[axis]!) break;
      index[axis] = 0;
    }
  }
}
