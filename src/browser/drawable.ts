/** Takes pixels from pictures that the browser has already decoded. */
import { HyperIqaError } from '../errors.ts';
import type { Photo } from '../image/photo.ts';
import { hasTag } from '../library/kind-of.ts';
import { photoOfDrawable } from './decode/native.ts';

/** Anything that a canvas can draw. Its pixels are taken as sRGB, and alpha is dropped. */
export type Drawable = ImageBitmap | HTMLCanvasElement | HTMLVideoElement | OffscreenCanvas | VideoFrame;

const kinds = ['ImageBitmap', 'HTMLCanvasElement', 'HTMLVideoElement', 'OffscreenCanvas', 'VideoFrame'] as const;

export function isDrawable(input: object): input is Drawable {
  return hasTag(input, ...kinds);
}

function sizeOf(drawable: Drawable): readonly [width: number, height: number] {
  if ('displayWidth' in drawable) return [drawable.displayWidth, drawable.displayHeight];
  if ('videoWidth' in drawable) return [drawable.videoWidth, drawable.videoHeight];
  return [drawable.width, drawable.height];
}

/** @throws HyperIqaError IMAGE_TOO_SMALL for one without pixels; IMAGE for a canvas that holds pictures from another origin. */
export function photoDrawn(drawable: Drawable): Photo {
  const [width, height] = sizeOf(drawable);
  if (width === 0 || height === 0) {
    throw new HyperIqaError(
      'IMAGE_TOO_SMALL',
      `The picture has ${width}x${height} pixels: it was closed, or nothing was loaded or drawn.`,
    );
  }
  try {
    return photoOfDrawable(drawable, width, height);
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    throw new HyperIqaError('IMAGE', `The browser does not provide the pixels: ${cause.message}.`, { cause });
  }
}
