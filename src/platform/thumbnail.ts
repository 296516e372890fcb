/** Makes thumbnails of photos for pages. */
import type { Sharp } from 'sharp';
import { photoKind } from '../image/kind.ts';
import type { Photo } from '../image/photo.ts';
import { decodePhotoBytes } from './decode.ts';
import { besideOthers } from './libvips.ts';
import { readRegularFile } from './regular-file.ts';
import { loadSharp } from './sharp.ts';

const defaultQuality = 72;

export interface ThumbnailOptions {
  /** JPEG quality. Default: 72. */
  readonly quality?: number;
  /** As in `DecodeOptions`. */
  readonly autoOrient?: boolean;
}

/**
 * The photo as a JPEG that fits into a square of `side` pixels, as a data URI, turned like the pixels that are scored. null when
 * the file cannot be read or decoded.
 */
export async function thumbnail(path: string, side: number, options: ThumbnailOptions = {}): Promise<string | null> {
  const { quality = defaultQuality, autoOrient = false } = options;
  try {
    const bytes = await readRegularFile(path);
    return await reduced(await open(bytes, autoOrient), side, quality);
  } catch {
    return null;
  }
}

/** Pixels as a JPEG that fits into a square of `side` pixels, as a data URI. */
export async function thumbnailOf({ width, height, data }: Photo, side: number): Promise<string> {
  const sharp = await loadSharp();
  return reduced(sharp(data, { raw: { width, height, channels: 3 } }), side, defaultQuality);
}

async function reduced(picture: Sharp, side: number, quality: number): Promise<string> {
  const jpeg = await besideOthers(() =>
    picture
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality, mozjpeg: true })
      .toBuffer(),
  );
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** Decoded as for scoring where libvips reads a format differently or not at all, otherwise by libvips, which is faster. */
async function open(bytes: Uint8Array, autoOrient: boolean): Promise<Sharp> {
  const sharp = await loadSharp();
  const kind = photoKind(bytes);
  if (kind === 'jpeg' || kind === 'png' || kind === 'webp') {
    return sharp(bytes, { limitInputPixels: false, failOn: 'error', autoOrient });
  }
  const { width, height, data } = await decodePhotoBytes(bytes, 'the photo', { autoOrient });
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Thumbnails by photo name; photos that cannot be read are missing. */
export async function thumbnails(
  photos: ReadonlyMap<string, string>,
  side: number,
  options: ThumbnailOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [name, path] of photos) {
    const picture = await thumbnail(path, side, options);
    if (picture !== null) found.set(name, picture);
  }
  return found;
}
