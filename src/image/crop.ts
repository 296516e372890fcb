/** Cuts a part out of a photo. */
import { HyperIqaError } from '../errors.ts';
import type { Photo } from './photo.ts';

/** Left, top, right, bottom in pixels; right and bottom are exclusive. */
export type Box = readonly [number, number, number, number];

/** The mean of the box's width and height, in pixels. */
export function meanSide([left, top, right, bottom]: Box): number {
  return (right - left + bottom - top) / 2;
}

/**
 * The pixels that the box touches, clipped to the photo.
 *
 * @throws HyperIqaError IMAGE_TOO_SMALL when no pixel is inside.
 */
export function cropPhoto(photo: Photo, box: Box): Photo {
  const left = Math.max(Math.floor(box[0]), 0);
  const top = Math.max(Math.floor(box[1]), 0);
  const width = Math.min(Math.ceil(box[2]), photo.width) - left;
  const height = Math.min(Math.ceil(box[3]), photo.height) - top;
  if (!(width > 0 && height > 0)) {
    const size = `${photo.width}x${photo.height}`;
    throw new HyperIqaError('IMAGE_TOO_SMALL', `The box ${box.join(' ')} holds no pixel of the photo of ${size}.`);
  }
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * photo.width + left) * 3;
    data.set(photo.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
