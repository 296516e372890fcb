/** Decodes PNG; browsers get only files that are sound, since they draw damaged ones in part. */
import type { DecodedPhoto, Photo } from '../../image/photo.ts';
import { PhotoFault } from '../../image/photo-fault.ts';
import { clipToRgb, upperBytes } from '../../image/pillow-modes.ts';
import { colourTypes, isChanged, type PngFile, readPng } from '../../image/png/chunks.ts';
import { rowBytes } from '../../image/png/rows.ts';
import { plainPng, repairedPng } from '../../image/png/write.ts';
import { decodeNatively } from './native.ts';
import type { OpenedPhoto } from '../../image/opened.ts';

/** @throws PhotoFault when the file is damaged or of an unsupported kind. */
export function openPng(bytes: Uint8Array<ArrayBuffer>): OpenedPhoto {
  const file = readPng(bytes);
  return { width: file.width, height: file.height, decode: () => decode(file) };
}

async function decode(file: PngFile): Promise<DecodedPhoto> {
  if (await isSound(file)) return { ...(await pixels(file, plainPng(file))), warnings: [] };
  const { parts, warnings } = repairedPng(file);
  return { ...(await pixels(file, parts)), warnings };
}

/** Checked here because browsers draw as much of a damaged picture as they can decode. */
async function isSound(file: PngFile): Promise<boolean> {
  if (file.pictureChunks.some(isChanged)) return false;
  const compressed = new Blob(file.pictureChunks.map(({ data }) => data as Uint8Array<ArrayBuffer>));
  const rows = compressed.stream().pipeThrough(new DecompressionStream('deflate'));
  let length = 0;
  try {
    for (const reader = rows.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return length === rowBytes(file);
      length += value.length;
    }
  } catch {
    // Truncated, damaged, or followed by something else.
    return false;
  }
}

function pixels({ colourType, depth }: PngFile, parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Photo> {
  if (depth === 16) return read16Bit(parts, colourType === colourTypes.grey);
  return decodeNatively(parts, colourType === colourTypes.greyAlpha || colourType === colourTypes.rgba);
}

/** Browsers differ in how they reduce 16 bits to 8. Pillow clips grey values (mode I;16), and takes the upper byte of all others. */
async function read16Bit(parts: readonly Uint8Array<ArrayBuffer>[], isGrey: boolean): Promise<Photo> {
  const { decode } = await import('fast-png');
  try {
    const { width, height, channels, data } = decode(await new Blob([...parts]).arrayBuffer());
    return (isGrey ? clipToRgb : upperBytes)(width, height, Uint16Array.from(data), channels);
  } catch {
    throw new PhotoFault('damaged', 'its picture data are damaged');
  }
}
