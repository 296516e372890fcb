import { paintGifBackground } from '../../image/gif-background.ts';
import type { OpenedPhoto } from './opened.ts';
import { byVips, openVips, readRaw, vipsMetadata } from './vips.ts';

/** The first frame. */
export async function openGif(bytes: Uint8Array): Promise<OpenedPhoto> {
  const { width, height } = await vipsMetadata(bytes);
  const decode = async () => {
    const canvas = await byVips(() => readRaw(openVips(bytes).ensureAlpha().toColourspace('srgb'), 'uchar'));
    return { ...paintGifBackground(bytes, canvas), warnings: [] };
  };
  return { width, height, decode };
}
