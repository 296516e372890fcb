import { avifTurn, undoTurn } from '../../image/avif-turn.ts';
import type { OpenedPhoto } from './opened.ts';
import { rgbByVips, vipsMetadata } from './vips.ts';

export async function openAvif(bytes: Uint8Array): Promise<OpenedPhoto> {
  const { width, height } = await vipsMetadata(bytes);
  const decode = async () => ({ ...undoTurn(await rgbByVips(bytes), avifTurn(bytes)), warnings: [] });
  return { width, height, decode };
}
