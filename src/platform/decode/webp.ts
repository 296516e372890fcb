import type { OpenedPhoto } from '../../image/opened.ts';
import { rgbByVips, vipsMetadata } from './vips.ts';

export async function openWebp(bytes: Uint8Array): Promise<OpenedPhoto> {
  const { width, height } = await vipsMetadata(bytes);
  return { width, height, decode: async () => ({ ...(await rgbByVips(bytes)), warnings: [] }) };
}
