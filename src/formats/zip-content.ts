/** Reads the content of a zip file's entries, stored or deflated. */
import { Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from 'pako';
import { HyperIqaError } from '../errors.ts';
import { counted } from '../printable.ts';
import type { ByteSource } from './tensor-file.ts';
import { locateStored, type ZipEntry } from './zip.ts';

/** Deflate's greatest expansion: 258 bytes from two bits. */
export const largestExpansion = 1032;
/** 15 window bits, plus 16 for a stream with gzip's header and trailer, whose checksum zlib verifies. */
const gzipWindow = 15 + 16;
const gzipHead = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/**
 * The first bytes of an entry, at most `length`; fewer where the first `2 * length` compressed bytes do not contain as many.
 * @throws HyperIqaError FORMAT when the entry contradicts the directory.
 */
export async function readEntryHead(source: ByteSource, entry: ZipEntry, length: number): Promise<Uint8Array> {
  const begin = await locateContent(source, entry);
  if (entry.method === 0) return source.read(begin, Math.min(length, entry.size));
  const packed = await source.read(begin, Math.min(2 * length, entry.stored));
  const out = new Uint8Array(Math.min(length, entry.size));
  return out.subarray(0, inflate(source, entry, [packed], out).written);
}

/** The whole entry. The checksum of a deflated one is verified. @throws HyperIqaError FORMAT when it is damaged. */
export async function readEntry(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const begin = await locateContent(source, entry);
  if (entry.method === 0) return source.read(begin, entry.size);
  const packed = await source.read(begin, entry.stored);
  const out = new Uint8Array(entry.size);
  const tail = new Uint8Array(Uint32Array.of(entry.crc32, entry.size).buffer);
  const { written, ended } = inflate(source, entry, [packed, tail], out);
  if (written < out.length || !ended) damaged(source, entry, `it does not hold exactly ${counted(out.length, 'byte')}`);
  return out;
}

async function locateContent(source: ByteSource, entry: ZipEntry): Promise<number> {
  const { method, encrypted, size, stored } = entry;
  if (encrypted) refuse(source, entry, 'is encrypted, which is not read');
  if (method !== 0 && method !== 8) refuse(source, entry, `is compressed by method ${method}, which is not read`);
  // Checked before anything of this size is allocated.
  if (size > largestExpansion * stored)
    damaged(source, entry, `${counted(size, 'byte')} cannot be decompressed from ${counted(stored, 'byte')}`);
  return locateStored(source, entry);
}

/** Feeds gzip's header and the pieces to the decompressor until `out` is full or the pieces end. */
function inflate(source: ByteSource, entry: ZipEntry, pieces: readonly Uint8Array[], out: Uint8Array) {
  const stream = new ZStream();
  zlibInflateInit2(stream, gzipWindow);
  Object.assign(stream, { output: out, avail_out: out.length });
  let status: number = Z_OK;
  for (const piece of [gzipHead, ...pieces]) {
    Object.assign(stream, { input: piece, next_in: 0, avail_in: piece.length });
    status = zlibInflate(stream, Z_NO_FLUSH);
    if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) {
      damaged(source, entry, `its compressed data are wrong (${stream.msg})`);
    }
  }
  return { written: out.length - stream.avail_out, ended: status === Z_STREAM_END };
}

function refuse(source: ByteSource, { name }: ZipEntry, problem: string): never {
  throw new HyperIqaError('FORMAT', `${source.name}: entry ${JSON.stringify(name)} ${problem}.`);
}

function damaged(source: ByteSource, entry: ZipEntry, problem: string): never {
  return refuse(source, entry, `is damaged: ${problem}. Get the file again`);
}
