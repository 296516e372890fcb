/** Rewrites PNGs so that every decoder reads them as Pillow does. */
import { deflate } from 'pako';
import { type Chunk, colourTypes, isChanged, type PngFile } from './chunks.ts';
import { crc32 } from './crc32.ts';
import { concatenated, readRows } from './rows.ts';

const signature = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The file reduced to what the pixels need: header, colour table and picture data. Transparency, profiles and text are left out,
 * and what is missing at its end is added.
 */
export function plainPng(file: PngFile): readonly Uint8Array<ArrayBuffer>[] {
  const pictures = file.pictureChunks.map((chunk) =>
    chunk.checksum === null ? chunkOf('IDAT', chunk.data) : asIs(chunk),
  );
  return [...headOf(file), ...pictures, chunkOf('IEND', new Uint8Array())];
}

export interface RepairedPng {
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
  /** The defects of the original file. */
  readonly warnings: readonly string[];
}

/**
 * The same with the picture data compressed anew, for a file that a strict decoder refuses.
 * @throws PhotoFault where Pillow refuses it as well.
 */
export function repairedPng(file: PngFile): RepairedPng {
  const { data, given } = readRows(file);
  const warnings = [
    ...(file.pictureChunks.some(isChanged)
      ? ['the checksum of its picture data is wrong: a part of the picture may be wrong']
      : []),
    ...(given < data.length ? ['its picture data end before its picture does: the rest of it is black'] : []),
  ];
  const uncompressed = deflate(data, { level: 0 });
  const parts = [...headOf(file), chunkOf('IDAT', uncompressed), chunkOf('IEND', new Uint8Array())];
  return {
    parts,
    warnings: warnings.length > 0 ? warnings : ['its compressed picture data do not end as they should'],
  };
}

function headOf({ width, height, depth, colourType, interlaced, palette }: PngFile): Uint8Array<ArrayBuffer>[] {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const head = [signature, chunkOf('IHDR', header)];
  if (colourType === colourTypes.palette) head.push(chunkOf('PLTE', paletteOf(palette, 1 << depth)));
  return head;
}

/** A full colour table, black where the given one ends or is missing. */
function paletteOf(given: Uint8Array | null, count: number): Uint8Array {
  const palette = new Uint8Array(3 * count);
  palette.set((given ?? palette).subarray(0, palette.length));
  return palette;
}

function chunkOf(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const checked = concatenated([new TextEncoder().encode(type), data]);
  return framed(checked, crc32(checked));
}

function asIs({ checked, checksum }: Chunk): Uint8Array<ArrayBuffer> {
  return framed(checked, checksum!);
}

function framed(checked: Uint8Array, checksum: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(checked.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, checked.length - 4);
  chunk.set(checked, 4);
  view.setUint32(chunk.length - 4, checksum);
  return chunk;
}
