/** Photos from files, with the pixels that Pillow's `Image.open(file).convert('RGB')` gives, as on the command line. */
import { HyperIqaError } from '../../../src/errors.ts';
import { paintGifBackground } from '../../../src/image/gif-background.ts';
import { photoError } from '../../../src/image/photo-error.ts';
import { PhotoFault } from '../../../src/image/photo-fault.ts';
import type { DecodedPhoto, Photo } from '../../../src/image/photo.ts';
import { clipToRgb } from '../../../src/image/pillow-modes.ts';
import { lacksMemory } from '../failure.ts';
import { avifSize, decodeAvif } from './avif.ts';
import { readGif } from './gif-file.ts';
import { decodeJpeg } from './jpeg.ts';
import { readJpeg } from './jpeg-file.ts';
import { type Kind, kindOf } from './kind.ts';
import { decodeNatively, decodeNativelyToRgba } from './native.ts';
import { readPng } from './png-file.ts';
import { readWebp } from './webp-file.ts';

/** Decoding takes about ten bytes for a pixel, and a browser gives a page a few thousand megabytes. */
const mostPixels = 100e6;
/** A photo of one pixel along a side has no structure that could be judged. */
const smallestSide = 2;

/** A file whose header was read. */
interface Opened {
  readonly width: number;
  readonly height: number;
  decode(): Promise<Photo>;
}

/**
 * @param name stands for the file in messages.
 * @throws HyperIqaError IMAGE when it is empty, not a photo, damaged or truncated; IMAGE_TOO_LARGE; IMAGE_TOO_SMALL.
 */
export async function decodePhoto(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<DecodedPhoto> {
  if (bytes.length === 0) throw new HyperIqaError('IMAGE', `${name} is empty.`);
  const kind = kindOf(bytes);
  if (kind === null) {
    throw new HyperIqaError('IMAGE', `${name} is not a photo that can be read (JPEG, PNG, WebP, AVIF, TIFF or GIF).`);
  }
  const opened = await explained(name, () => open[kind](bytes));
  const { width, height } = opened;
  if (width * height > mostPixels) {
    throw new HyperIqaError(
      'IMAGE_TOO_LARGE',
      `${name} has ${width}x${height} pixels, ${Math.round((width * height) / 1e6)} megapixels; the page takes up to ` +
        `${mostPixels / 1e6}. Make it smaller, or score it by the command line.`,
    );
  }
  if (width < smallestSide || height < smallestSide) {
    throw new HyperIqaError(
      'IMAGE_TOO_SMALL',
      `${name} has ${width}x${height} pixels; a photo must have at least ${smallestSide}x${smallestSide}.`,
    );
  }
  return { ...(await explained(name, () => opened.decode())), warnings: [] };
}

async function explained<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // No memory for the pixels: nothing is wrong with the file.
    if (lacksMemory(cause)) throw cause;
    if (cause instanceof PhotoFault) throw photoError(name, cause);
    // The browser's decoders say no more than that they failed.
    const detail = cause instanceof Error && !(cause instanceof DOMException) ? `: ${cause.message}` : '';
    throw new HyperIqaError('IMAGE', `${name} is damaged, incomplete or of an unusual kind${detail}.`, { cause });
  }
}

const open: Readonly<Record<Kind, (bytes: Uint8Array<ArrayBuffer>) => Promise<Opened> | Opened>> = {
  jpeg(bytes) {
    const file = readJpeg(bytes);
    return { width: file.width, height: file.height, decode: () => decodeJpeg(file) };
  },
  png(bytes) {
    const { width, height, isGrey16, hasAlpha } = readPng(bytes);
    return { width, height, decode: () => (isGrey16 ? decodeGrey16(bytes) : decodeNatively([bytes], hasAlpha)) };
  },
  webp(bytes) {
    const { width, height, hasAlpha } = readWebp(bytes);
    return { width, height, decode: () => decodeNatively([bytes], hasAlpha) };
  },
  gif(bytes) {
    const { width, height } = readGif(bytes);
    return { width, height, decode: async () => paintGifBackground(bytes, await decodeNativelyToRgba([bytes])) };
  },
  avif: (bytes) => ({ ...avifSize(bytes), decode: () => decodeAvif(bytes) }),
  async tiff(bytes) {
    const { openTiff } = await import('../../../src/image/tiff/open.ts');
    return openTiff(bytes);
  },
};

/** Browsers scale these to 8 bits. */
async function decodeGrey16(bytes: Uint8Array): Promise<Photo> {
  const { decode } = await import('fast-png');
  const { width, height, channels, data } = decode(bytes);
  return clipToRgb(width, height, Uint16Array.from(data), channels);
}
