/** Deflate and Zstandard, by packages, which are stopped when a block is full so that no data can fill the memory. */
import { Unzlib } from 'fflate';
import { Decompress } from 'fzstd';
import { damaged } from '../photo-fault.ts';
import { unsupportedTiff } from './refusal.ts';

/** What a decompressor hands out, up to the length of `out`. */
class Sink {
  length = 0;
  readonly #out: Uint8Array;

  constructor(out: Uint8Array) {
    this.#out = out;
  }

  get isFull(): boolean {
    return this.length === this.#out.length;
  }

  write(chunk: Uint8Array): void {
    const part = chunk.subarray(0, this.#out.length - this.length);
    this.#out.set(part, this.length);
    this.length += part.length;
  }
}

/** What is inflated at a time: it can become a thousand times as many bytes. */
const deflateChunk = 1 << 14;

/**
 * Fills `out` and stops, whatever follows.
 *
 * @returns how many bytes were written: fewer than `out` holds when the data end before.
 * @throws whatever the package throws for data that break.
 */
export function unpackDeflate(data: Uint8Array, out: Uint8Array): number {
  const sink = new Sink(out);
  const stream = new Unzlib((chunk) => sink.write(chunk));
  for (let at = 0; at < data.length && !sink.isFull; at += deflateChunk) {
    stream.push(data.subarray(at, at + deflateChunk));
  }
  return sink.length;
}

const zstdMagic = 0xfd2fb528;
/** What RFC 8878 (section 3.1.1.1.2) recommends decoders to support. */
const zstdWindow = 8 << 20;

/** @returns where the first block starts, how far back copies may reach, and the bytes after the last block. */
function readZstdHeader(data: Uint8Array): { readonly blocks: number; readonly window: number; readonly sum: number } {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 14 || view.getUint32(0, true) !== zstdMagic) throw damaged('a block lacks its Zstandard header');
  const flags = data[4]!;
  const isSingleSegment = (flags & 0x20) !== 0;
  const dictionaryLength = [0, 1, 2, 4][flags & 3]!;
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const sizeAt = (isSingleSegment ? 5 : 6) + dictionaryLength;
  let size = 0;
  for (let i = sizeLength - 1; i >= 0; i--) size = size * 256 + data[sizeAt + i]!;
  if (sizeLength === 2) size += 256;
  const base = 2 ** (10 + (data[5]! >> 3));
  const window = isSingleSegment ? size : base + (base / 8) * (data[5]! & 7);
  return { blocks: sizeAt + sizeLength, window, sum: (flags & 4) === 0 ? 0 : 4 };
}

/**
 * Fills `out` and stops, whatever follows.
 *
 * @returns how many bytes were written: fewer than `out` holds when the data end before.
 * @throws PhotoFault when the data ask for more memory than they are given; whatever the package throws for data that
 * break.
 */
export function unpackZstd(data: Uint8Array, out: Uint8Array): number {
  const { blocks, window, sum } = readZstdHeader(data);
  if (window > Math.max(zstdWindow, 2 * out.length)) {
    throw unsupportedTiff(
      `whose Zstandard compression needs a window of ${Math.ceil(window / 2 ** 20)} MiB to be undone`,
    );
  }
  const sink = new Sink(out);
  const stream = new Decompress((chunk) => sink.write(chunk));
  // Block by block, as each can become 128 KiB.
  for (let from = 0, at = blocks; at + 3 <= data.length && !sink.isFull; ) {
    const header = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
    const isLast = (header & 1) === 1;
    const isRun = ((header >> 1) & 3) === 1;
    at += 3 + (isRun ? 1 : header >> 3) + (isLast ? sum : 0);
    if (at > data.length) break;
    stream.push(data.subarray(from, at), isLast);
    if (isLast) break;
    from = at;
  }
  return sink.length;
}
