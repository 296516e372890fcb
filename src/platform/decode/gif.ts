import { openGif as openGifFile } from '../../image/gif/decode.ts';
import type { OpenedPhoto } from './opened.ts';

export function openGif(bytes: Uint8Array): OpenedPhoto {
  const { width, height, decode } = openGifFile(bytes);
  return { width, height, decode: async () => ({ ...decode(), warnings: [] }) };
}
