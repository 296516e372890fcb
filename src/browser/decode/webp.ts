import { decodeNatively } from './native.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
import { readWebp } from './webp-file.ts';

/** @throws PhotoFault when the file is damaged. */
export function openWebp(bytes: Uint8Array<ArrayBuffer>): OpenedPhoto {
  const { width, height, hasAlpha } = readWebp(bytes);
  return { width, height, decode: async () => ({ ...(await decodeNatively([bytes], hasAlpha)), warnings: [] }) };
}
