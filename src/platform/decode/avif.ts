import { avifTurn, undoTurn } from '../../image/avif-turn.ts';
import { locationsFit } from '../../image/iso-locations.ts';
import { damaged } from '../../image/photo-fault.ts';
import type { OpenedPhoto } from './opened.ts';
import { rgbByVips, vipsMetadata } from './vips.ts';

export async function openAvif(bytes: Uint8Array): Promise<OpenedPhoto> {
  if (!locationsFit(bytes)) throw damaged('its table of items counts more than it holds');
  const { width, height } = await vipsMetadata(bytes);
  const decode = async () => ({ ...undoTurn(await rgbByVips(bytes), avifTurn(bytes)), warnings: [] });
  return { width, height, decode };
}
