/** Decodes photo files to the pixels that Pillow's `Image.open(file).convert('RGB')` returns, as on the command line. */
import { HyperIqaError } from '../../errors.ts';
import { heicAdvice, heicNotRead } from '../../image/heic.ts';
import { type PhotoKind, photoKind } from '../../image/kind.ts';
import type { OpenedPhoto } from '../../image/opened.ts';
import type { DecodedPhoto } from '../../image/photo.ts';
import { photoError } from '../../image/photo-error.ts';
import { PhotoFault, unsupported } from '../../image/photo-fault.ts';
import { loadPart } from '../../load-part.ts';
import { lacksMemory } from '../lacks-memory.ts';

/** Decoding takes about ten bytes per pixel, and a browser gives a page a few gigabytes. */
const mostPixels = 100e6;
/** A photo with a side of one pixel has no structure that could be judged. */
const smallestSide = 2;

/**
 * Decodes a photo file.
 * @param name stands for the file in messages.
 * @param autoOrient whether to turn the photo according to its EXIF orientation.
 * @param maxPixels photos with more pixels are refused before they are decoded.
 * @throws HyperIqaError IMAGE when it is empty, not a photo, damaged or truncated; IMAGE_TOO_LARGE; IMAGE_TOO_SMALL; DOWNLOAD when
 * the decoder cannot be loaded.
 */
export async function decodePhoto(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  autoOrient = false,
  maxPixels = mostPixels,
): Promise<DecodedPhoto> {
  if (bytes.length === 0) throw new HyperIqaError('IMAGE', `${name} is empty.`);
  const opened = await explained(name, async () => open[photoKind(bytes) ?? (await noKind(bytes))](bytes));
  const { width, height } = opened;
  if (width * height > maxPixels) {
    throw new HyperIqaError(
      'IMAGE_TOO_LARGE',
      `${name} has ${width}x${height} pixels, ${Math.round((width * height) / 1e6)} megapixels; the limit is ` +
        `${maxPixels / 1e6}. Make it smaller, or score it with the command line.`,
    );
  }
  if (width < smallestSide || height < smallestSide) {
    throw new HyperIqaError(
      'IMAGE_TOO_SMALL',
      `${name} has ${width}x${height} pixels; a photo must have at least ${smallestSide}x${smallestSide}.`,
    );
  }
  const photo = await explained(name, () => opened.decode());
  if (!autoOrient) return photo;
  const { fileOrientation, turned } = await import('../../image/orientation.ts');
  return { ...photo, ...turned(photo, fileOrientation(bytes)) };
}

/** @throws PhotoFault that says what the file is. The recogniser is loaded only for a file that is not a photo. */
async function noKind(bytes: Uint8Array): Promise<PhotoKind> {
  return (await import('../../image/known-kind.ts')).knownPhotoKind(bytes);
}

async function explained<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // Out of memory: nothing is wrong with the file.
    if (lacksMemory(cause)) throw cause;
    if (cause instanceof HyperIqaError) throw cause;
    if (cause instanceof PhotoFault) throw photoError(name, cause);
    if (isForbidden(cause)) {
      const advice =
        'if the host of the page sends a Content-Security-Policy, its script-src has to allow ' +
        "'wasm-unsafe-eval'; the command line decodes it, too";
      throw new HyperIqaError(
        'IMAGE',
        `${name} cannot be decoded here: it needs WebAssembly, which the browser does not allow on this page: ${advice}.`,
        { cause },
      );
    }
    // A DOMException of the browser's decoders only says that decoding failed.
    const detail = cause instanceof Error && !(cause instanceof DOMException) ? `: ${cause.message}` : '';
    throw new HyperIqaError('IMAGE', `${name} is damaged, incomplete or of an unsupported kind${detail}.`, { cause });
  }
}

/** Whether the browser did not allow the page to compile WebAssembly; Safari has its own error for that. */
function isForbidden(cause: unknown): boolean {
  return cause instanceof WebAssembly.CompileError || cause instanceof EvalError;
}

const loaded = <T>(load: () => Promise<T>): Promise<T> => loadPart('the decoder', load);

/** Each decoder is loaded with the first photo of its kind. */
const open: Readonly<Record<PhotoKind, (bytes: Uint8Array<ArrayBuffer>) => Promise<OpenedPhoto>>> = {
  jpeg: async (bytes) => (await loaded(() => import('./jpeg.ts'))).openJpeg(bytes),
  png: async (bytes) => (await loaded(() => import('./png.ts'))).openPng(bytes),
  webp: async (bytes) => (await loaded(() => import('./webp.ts'))).openWebp(bytes),
  avif: async (bytes) => (await loaded(() => import('./avif.ts'))).openAvif(bytes),
  gif: async (bytes) => (await loaded(() => import('../../image/gif/decode.ts'))).openGif(bytes),
  bmp: async (bytes) => (await loaded(() => import('../../image/bmp/decode.ts'))).openBmp(bytes),
  tiff: async (bytes) => (await loaded(() => import('../../image/tiff/open.ts'))).openTiff(bytes),
  async heic() {
    throw unsupported(`${heicNotRead} by the page: ${heicAdvice}`);
  },
};
