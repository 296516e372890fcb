import type { DecodedPhoto } from '../../image/photo.ts';
import { clipToRgb } from '../../image/pillow-modes.ts';
import type { OpenedPhoto } from './opened.ts';
import { byVips, openVips, readRaw, rgbByVips, vipsMetadata } from './vips.ts';

const colourTypeAt = 25;
const grey = 0;

export async function openPng(bytes: Uint8Array): Promise<OpenedPhoto> {
  const { width, height, space, channels } = await vipsMetadata(bytes);
  // Mode I;16 of Pillow. A transparent level is not a channel there.
  const isGrey16 = space === 'grey16' && (channels === 1 || bytes[colourTypeAt] === grey);
  const decode = async (): Promise<DecodedPhoto> => {
    const photo = isGrey16 ? await readGrey16(bytes) : await rgbByVips(bytes);
    return { ...photo, warnings: [] };
  };
  return { width, height, decode };
}

async function readGrey16(bytes: Uint8Array) {
  const read = () => readRaw(openVips(bytes).toColourspace('grey16'), 'ushort');
  const { width, height, channels, data } = await byVips(read);
  return clipToRgb(width, height, new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2), channels);
}
