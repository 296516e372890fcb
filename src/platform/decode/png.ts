import type { DecodedPhoto, Photo } from '../../image/photo.ts';
import { PhotoFault } from '../../image/photo-fault.ts';
import { clipToRgb } from '../../image/pillow-modes.ts';
import { colourTypes, type PngFile, readPng } from '../../image/png/chunks.ts';
import { plainPng, repairedPng } from '../../image/png/write.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
import { byVips, openVips, readRaw, rgbByVips } from './vips.ts';

export function openPng(bytes: Uint8Array): OpenedPhoto {
  const file = readPng(bytes);
  const { width, height } = file;
  return { width, height, decode: () => decode(file) };
}

async function decode(file: PngFile): Promise<DecodedPhoto> {
  try {
    return { ...(await pixels(file, plainPng(file))), warnings: [] };
  } catch (error) {
    if (!(error instanceof PhotoFault)) throw error;

    const { parts, warnings } = repairedPng(file);
    return { ...(await pixels(file, parts)), warnings };
  }
}

async function pixels({ colourType, depth }: PngFile, parts: readonly Uint8Array[]): Promise<Photo> {
  const bytes = Buffer.concat(parts);
  if (colourType !== colourTypes.grey || depth !== 16) return rgbByVips(bytes);
  // Pillow's mode I;16.
  const read = async () => readRaw((await openVips(bytes)).toColourspace('grey16'), 'ushort');
  const { width, height, channels, data } = await byVips(read);
  return clipToRgb(width, height, new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2), channels);
}
