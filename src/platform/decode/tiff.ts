import { damaged } from '../../image/photo-fault.ts';
import type { Photo } from '../../image/photo.ts';
import { clipToRgb, inksToRgb } from '../../image/pillow-modes.ts';
import { lacksColourTable } from '../tiff-palette.ts';
import type { OpenedPhoto } from './opened.ts';
import { byVips, openVips, readRaw, vipsMetadata } from './vips.ts';

/** The first page, turned by its orientation tag, as Pillow turns TIFFs. */
export async function openTiff(bytes: Uint8Array): Promise<OpenedPhoto> {
  const { width, height, space, channels } = await vipsMetadata(bytes);
  const open = () => openVips(bytes, { autoOrient: true });
  const read = async (): Promise<Photo> => {
    if (lacksColourTable(bytes)) throw damaged('the colour table is missing');
    if (space === 'cmyk') {
      const inks = () => readRaw(open().pipelineColourspace('cmyk').toColourspace('cmyk'), 'uchar');
      return inksToRgb(await byVips(inks));
    }
    if (space === 'grey16' && channels === 1) {
      const grey = await byVips(() => readRaw(open().toColourspace('grey16'), 'ushort'));
      const levels = new Uint16Array(grey.data.buffer, grey.data.byteOffset, grey.data.byteLength / 2);
      return clipToRgb(grey.width, grey.height, levels, grey.channels);
    }
    return byVips(() => readRaw(open().removeAlpha().toColourspace('srgb'), 'uchar'));
  };
  return { width, height, decode: async () => ({ ...(await read()), warnings: [] }) };
}
