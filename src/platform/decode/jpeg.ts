import { inspectJpeg, readJpegHeader } from '../../image/jpeg/inspect.ts';
import type { DecodedPhoto } from '../../image/photo.ts';
import { inksToRgb } from '../../image/pillow-modes.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
import { byVips, openVips, readRaw, rgbByVips } from './vips.ts';

/** libvips reads many damaged JPEGs that Pillow refuses, and reports few warnings, so the data are checked separately. */
export function openJpeg(bytes: Uint8Array): OpenedPhoto {
  const { width, height, components } = readJpegHeader(bytes);
  const decode = async (): Promise<DecodedPhoto> => {
    const decoding = components.length === 4 ? readInks(bytes) : rgbByVips(bytes);
    try {
      const { warnings } = inspectJpeg(bytes);
      return { ...(await decoding), warnings };
    } finally {
      await decoding.catch(() => undefined);
    }
  };
  return { width, height, decode };
}

async function readInks(bytes: Uint8Array) {
  return inksToRgb(
    await byVips(async () =>
      readRaw((await openVips(bytes)).pipelineColourspace('cmyk').toColourspace('cmyk'), 'uchar'),
    ),
  );
}
