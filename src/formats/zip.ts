/**
 * Reads what weight files need of ZIP: the directory, with ZIP64 sizes, and the location of an entry's bytes. Format:
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { HyperIqaError } from '../errors.ts';
import { counted } from '../printable.ts';
import type { ByteSource } from './tensor-file.ts';

export interface ZipEntry {
  readonly name: string;
  /** In bytes, uncompressed. */
  readonly size: number;
  /** Bytes in the file, possibly compressed. */
  readonly stored: number;
  /** Where its local header begins. */
  readonly header: number;
  /** The compression method: 0 is stored, 8 deflated. */
  readonly method: number;
  /** Of the uncompressed bytes. */
  readonly crc32: number;
  readonly encrypted: boolean;
}

const endRecordSize = 22;
const longestComment = 65535;
const largestDirectory = 16 * 2 ** 20;

function refuse(source: ByteSource, problem: string): never {
  throw new HyperIqaError('FORMAT', `${source.name}: not a valid zip file: ${problem}. It is truncated or damaged.`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit field as a number. One beyond 2^53 is not exact, but lies outside any file, so later checks refuse it. */
function uint64(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

/** Reads the directory of a zip file. */
export async function readZipDirectory(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, begin, length } = await findDirectory(source);
  if (length > largestDirectory) refuse(source, `its directory of ${length} bytes is too large`);
  const view = viewOf(await source.read(begin, length));
  const entries = new Map<string, ZipEntry>();
  let position = 0;
  for (let i = 0; i < count; i++) {
    if (position + 46 > length || view.getUint32(position, true) !== 0x02014b50) {
      refuse(source, `entry ${i} of ${count} is missing in its directory`);
    }
    const nameLength = view.getUint16(position + 28, true);
    const extraLength = view.getUint16(position + 30, true);
    const commentLength = view.getUint16(position + 32, true);
    const next = position + 46 + nameLength + extraLength + commentLength;
    if (next > length) refuse(source, `entry ${i} of ${count} is cut off in its directory`);
    const entry = parseEntry(source, view, position, nameLength, extraLength);
    if (entries.has(entry.name)) refuse(source, `entry ${JSON.stringify(entry.name)} occurs twice`);
    entries.set(entry.name, entry);
    position = next;
  }
  return entries;
}

interface Directory {
  readonly count: number;
  readonly begin: number;
  readonly length: number;
}

/** Finds the end record, which only a comment may follow; a locator right before it leads to the ZIP64 form. */
async function findDirectory(source: ByteSource): Promise<Directory> {
  const tailLength = Math.min(source.size, endRecordSize + longestComment);
  const tailBegin = source.size - tailLength;
  const view = viewOf(await source.read(tailBegin, tailLength));
  let end = tailLength - endRecordSize;
  while (
    end >= 0 &&
    !(view.getUint32(end, true) === 0x06054b50 && view.getUint16(end + 20, true) === tailLength - end - endRecordSize)
  )
    end--;
  if (end < 0) return refuse(source, 'its end record is missing');
  const short: Directory = {
    count: view.getUint16(end + 10, true),
    length: view.getUint32(end + 12, true),
    begin: view.getUint32(end + 16, true),
  };
  const locatorBegin = tailBegin + end - 20;
  if (locatorBegin < 0) return short;
  const locator = viewOf(await source.read(locatorBegin, 20));
  if (locator.getUint32(0, true) !== 0x07064b50) return short;
  const record = viewOf(await source.read(uint64(locator, 8), 56));
  if (record.getUint32(0, true) !== 0x06064b50) return refuse(source, 'its ZIP64 end record is missing');
  return { count: uint64(record, 32), length: uint64(record, 40), begin: uint64(record, 48) };
}

/** `position` is where the entry begins in the directory; its 46 bytes, name and extra field are known to be within bounds. */
function parseEntry(
  source: ByteSource,
  view: DataView,
  position: number,
  nameLength: number,
  extraLength: number,
): ZipEntry {
  const nameBytes = new Uint8Array(view.buffer, view.byteOffset + position + 46, nameLength);
  let size = view.getUint32(position + 24, true);
  let stored = view.getUint32(position + 20, true);
  let header = view.getUint32(position + 42, true);
  const extraEnd = position + 46 + nameLength + extraLength;
  for (let extra = position + 46 + nameLength; extra + 4 <= extraEnd; ) {
    const id = view.getUint16(extra, true);
    const end = extra + 4 + view.getUint16(extra + 2, true);
    if (end > extraEnd) break;
    if (id === 1) {
      // ZIP64 stores only the fields that overflowed their 32 bits, in this order.
      let field = extra + 4;
      const take = (value: number): number => {
        if (value !== 0xffffffff) return value;
        if (field + 8 > end) return refuse(source, 'a ZIP64 size is missing');
        field += 8;
        return uint64(view, field - 8);
      };
      size = take(size);
      stored = take(stored);
      header = take(header);
    }
    extra = end;
  }
  const method = view.getUint16(position + 10, true);
  const name = new TextDecoder().decode(nameBytes);
  if (method === 0 && stored !== size) refuse(source, `entry ${JSON.stringify(name)} has two sizes`);
  const crc32 = view.getUint32(position + 16, true);
  return { name, size, stored, header, method, crc32, encrypted: (view.getUint16(position + 8, true) & 1) === 1 };
}

/** Where the bytes of an uncompressed entry begin. @throws HyperIqaError FORMAT when it is compressed. */
export async function locateEntry(source: ByteSource, entry: ZipEntry): Promise<number> {
  if (entry.method !== 0 || entry.encrypted) {
    throw new HyperIqaError(
      'FORMAT',
      `${source.name}: entry ${JSON.stringify(entry.name)} is compressed or encrypted; PyTorch stores its entries plainly. Save it again with torch.save.`,
    );
  }
  return locateStored(source, entry);
}

/**
 * Where an entry's bytes begin, compressed or not. Only the entry's local header tells, since its name and extra field may differ
 * in length from those in the directory.
 */
export async function locateStored(source: ByteSource, entry: ZipEntry): Promise<number> {
  const name = JSON.stringify(entry.name);
  const local = viewOf(await source.read(entry.header, 30));
  if (local.getUint32(0, true) !== 0x04034b50) refuse(source, `entry ${name} is not where the directory says`);
  const begin = entry.header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (begin + entry.stored > source.size)
    refuse(source, `entry ${name} of ${counted(entry.stored, 'byte')} leaves the file`);
  return begin;
}
