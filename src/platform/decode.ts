/** Decodes photo files to the pixels that Pillow's `Image.open(file).convert('RGB')` returns. */
import { HyperIqaError } from '../errors.ts';
import { openBmp } from '../image/bmp/decode.ts';
import { openGif } from '../image/gif/decode.ts';
import type { PhotoKind } from '../image/kind.ts';
import { knownPhotoKind } from '../image/known-kind.ts';
import type { OpenedPhoto } from '../image/opened.ts';
import { fileOrientation, turned } from '../image/orientation.ts';
import type { DecodedPhoto } from '../image/photo.ts';
import { photoError } from '../image/photo-error.ts';
import { PhotoFault } from '../image/photo-fault.ts';
import { openTiff } from '../image/tiff/open.ts';
import { openAvif } from './decode/avif.ts';
import { openHeic } from './decode/heic.ts';
import { openJpeg } from './decode/jpeg.ts';
import { openPng } from './decode/png.ts';
import { openWebp } from './decode/webp.ts';
import { readRegularFile } from './regular-file.ts';

export interface DecodeOptions {
  /** Photos with more pixels are refused before they are decoded. Default: 200 million. */
  readonly maxPixels?: number | undefined;
  /** Whether to turn the photo according to EXIF (in AVIF the boxes irot and imir). Default: false, as stored. */
  readonly autoOrient?: boolean | undefined;
}

const defaultMaxPixels = 200e6;

/** A photo with a side of one pixel has no structure that could be judged. */
const smallestSide = 2;

const open: Readonly<Record<PhotoKind, (bytes: Uint8Array) => Promise<OpenedPhoto> | OpenedPhoto>> = {
  jpeg: openJpeg,
  png: openPng,
  webp: openWebp,
  avif: openAvif,
  heic: openHeic,
  gif: openGif,
  tiff: openTiff,
  bmp: openBmp,
};

async function explained<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PhotoFault ? photoError(name, error) : error;
  }
}

/**
 * Decodes a photo held in memory; `name` stands for it in messages. See `decodePhoto`.
 *
 * @throws HyperIqaError IMAGE, IMAGE_TOO_LARGE, IMAGE_TOO_SMALL; INSTALLATION when sharp does not load.
 */
export async function decodePhotoBytes(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<DecodedPhoto> {
  if (bytes.length === 0) throw new HyperIqaError('IMAGE', `${name} is empty.`);
  const opened = await explained(name, () => open[knownPhotoKind(bytes)](bytes));
  const { width, height } = opened;
  const maxPixels = options.maxPixels ?? defaultMaxPixels;
  if (width * height > maxPixels) {
    throw new HyperIqaError(
      'IMAGE_TOO_LARGE',
      `${name} has ${width}x${height} pixels, ${megapixels(width * height)} megapixels; the limit is ` +
        `${megapixels(maxPixels)}. Raise it with --max-megapixels, or the library's maxPixels.`,
    );
  }
  if (width < smallestSide || height < smallestSide) {
    throw new HyperIqaError(
      'IMAGE_TOO_SMALL',
      `${name} has ${width}x${height} pixels; a photo must have at least ${smallestSide}x${smallestSide}.`,
    );
  }
  const photo = await explained(name, () => opened.decode());
  return options.autoOrient ? { ...photo, ...turned(photo, fileOrientation(bytes)) } : photo;
}

function megapixels(pixels: number): string {
  return String(Number((pixels / 1e6).toPrecision(3)));
}

/**
 * Decodes a photo file (JPEG, PNG, WebP, AVIF, TIFF, BMP, or a GIF's first frame) to the pixels that Pillow gives for
 * `Image.open(path).convert('RGB')`: no EXIF rotation (but TIFF orientation) unless it is asked for, no colour management, alpha dropped, grey
 * repeated, CMYK by Pillow's plain formula, 16-bit colour cut to its high byte and 16-bit grey clipped to 255. Every
 * value is equal to Pillow's, but in AVIFs of 10 or 12 bits with transparency, which may differ by some levels.
 *
 * @throws HyperIqaError FILE when the file cannot be read; IMAGE when it is empty, not a photo, damaged or truncated;
 * IMAGE_TOO_LARGE above the limit, which the header tells before anything is decoded; IMAGE_TOO_SMALL below 2x2 pixels.
 */
export async function decodePhoto(path: string, options: DecodeOptions = {}): Promise<DecodedPhoto> {
  return decodePhotoBytes(await readRegularFile(path), path, options);
}
