/** Takes pixels from pictures that the browser has already decoded. */
import { HyperIqaError } from '../errors.ts';
import type { Photo } from '../image/photo.ts';
import { photoOfDrawable } from './decode/native.ts';

/** Anything that a canvas can draw. Its pixels are taken as sRGB, and alpha is dropped. */
export type Drawable = ImageBitmap | HTMLCanvasElement | OffscreenCanvas | VideoFrame;

/** By name, because workers and some browsers lack some of these classes. */
const kinds = ['ImageBitmap', 'HTMLCanvasElement', 'OffscreenCanvas', 'VideoFrame'] as const;

export function isDrawable(input: object): input is Drawable {
  return kinds.some((kind) => {
    const type: unknown = (globalThis as Record<string, unknown>)[kind];
    return typeof type === 'function' && input instanceof type;
  });
}

/** @throws HyperIqaError IMAGE for a canvas that holds pictures from another origin. */
export function photoDrawn(drawable: Drawable): Photo {
  const isFrame = 'displayWidth' in drawable;
  const width = isFrame ? drawable.displayWidth : drawable.width;
  const height = isFrame ? drawable.displayHeight : drawable.height;
  if (width === 0 || height === 0) return { width, height, data: new Uint8Array() };
  try {
    return photoOfDrawable(drawable, width, height);
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    throw new HyperIqaError('IMAGE', `The browser does not provide the pixels: ${cause.message}.`, { cause });
  }
}
