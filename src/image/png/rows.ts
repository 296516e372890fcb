/** Decompresses a PNG's rows, each of which is a filter byte followed by its values. */
import { Z_BUF_ERROR, Z_OK, Z_PARTIAL_FLUSH, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit } from 'pako';
import { damaged } from '../photo-fault.ts';
import type { PngFile, PngHeader } from './chunks.ts';
import { colourTypes } from './chunks.ts';

export interface PngRows {
  /** As many bytes as the picture needs. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** How many of them are in the file; the others are zeros. */
  readonly given: number;
}

const channels: Readonly<Record<number, number>> = {
  [colourTypes.grey]: 1,
  [colourTypes.rgb]: 3,
  [colourTypes.palette]: 1,
  [colourTypes.greyAlpha]: 2,
  [colourTypes.rgba]: 4,
};

/** The first column and row, and the steps, of each pass of an interlaced picture (Adam7). */
const passes: readonly (readonly [left: number, top: number, right: number, down: number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

const knownFilters = 5;

/** @throws PhotoFault where Pillow refuses the data. */
export function readRows(file: PngFile): PngRows {
  const lengths = rowLengths(file);
  const data = new Uint8Array(rowBytes(file));
  const { written, ended } = inflate(concatenated(file.pictureChunks.map((chunk) => chunk.data)), data);
  const given = wholeRows(data.subarray(0, written), lengths);
  // Pillow accepts a picture that ends early only if it ends between two rows.
  if (given < data.length && !(ended && given === written)) {
    throw damaged('its picture data end before its picture does');
  }
  return { data, given };
}

/** The number of bytes of all rows, decompressed. */
export function rowBytes(header: PngHeader): number {
  return rowLengths(header).reduce((sum, length) => sum + length, 0);
}

/** The number of bytes of each row, including its filter byte. */
function rowLengths({ width, height, depth, colourType, interlaced }: PngHeader): number[] {
  const bits = depth * channels[colourType]!;
  const lengths: number[] = [];
  for (const [left, top, right, down] of interlaced ? passes : ([[0, 0, 1, 1]] as const)) {
    const across = Math.ceil((width - left) / right);
    if (across <= 0) continue;
    for (let y = top; y < height; y += down) lengths.push(1 + Math.ceil((across * bits) / 8));
  }
  return lengths;
}

/** The number of bytes in complete rows. @throws PhotoFault when one of them has an unknown filter. */
function wholeRows(data: Uint8Array, lengths: readonly number[]): number {
  let at = 0;
  for (const length of lengths) {
    if (at + length > data.length) break;
    if (data[at]! >= knownFilters) throw damaged(`a row of its picture has the unknown filter ${data[at]}`);
    at += length;
  }
  return at;
}

/**
 * Decompresses until `out` is full, whatever follows; a checksum directly after is verified.
 * @throws PhotoFault when the data are damaged.
 */
function inflate(compressed: Uint8Array, out: Uint8Array): { readonly written: number; readonly ended: boolean } {
  const stream = new ZStream();
  zlibInflateInit(stream);
  Object.assign(stream, { input: compressed, avail_in: compressed.length, output: out, avail_out: out.length });
  const status = zlibInflate(stream, Z_PARTIAL_FLUSH);
  if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) {
    throw damaged(`its compressed picture data are damaged (${stream.msg})`);
  }
  return { written: out.length - stream.avail_out, ended: status === Z_STREAM_END };
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
