/** Pixels that a program has in memory. */
import { HyperIqaError } from '../errors.ts';
import type { Photo } from '../image/photo.ts';
import { hasTag } from './kind-of.ts';

/** Rows top to bottom, 8 bits per channel. An `ImageData` has this form. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGB (3 bytes per pixel), RGBA (4, alpha is dropped) or grey (1). Must not change until the score is returned. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

export function isPixels(input: object): input is Pixels {
  return 'width' in input && 'height' in input && 'data' in input;
}

/** A photo with a side of one pixel has no structure that could be judged. */
const smallestSide = 2;

/**
 * Converts pixels to a photo.
 * @throws HyperIqaError USAGE unless the data are bytes, as many as the size requires; IMAGE_TOO_SMALL below 2x2; IMAGE_TOO_LARGE
 * above `mostPixels`.
 */
export function photoOfPixels({ width, height, data }: Pixels, mostPixels = 200e6): Photo {
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 0 || height < 0) {
    throw new HyperIqaError('USAGE', `The pixels' width and height must be integers, not ${width} and ${height}.`);
  }
  if (!hasTag(data, 'Uint8Array', 'Uint8ClampedArray')) {
    throw new HyperIqaError('USAGE', `The pixels' data must be a Uint8Array or a Uint8ClampedArray.`);
  }
  const pixels = width * height;
  if (pixels > 0 && (width < smallestSide || height < smallestSide)) {
    const least = `${smallestSide}x${smallestSide}`;
    throw new HyperIqaError(
      'IMAGE_TOO_SMALL',
      `The photo has ${width}x${height} pixels; it must have at least ${least}.`,
    );
  }
  if (pixels > mostPixels) {
    throw new HyperIqaError('IMAGE_TOO_LARGE', `The photo has ${width}x${height} pixels; the limit is ${mostPixels}.`);
  }
  switch (pixels > 0 ? data.length / pixels : 0) {
    case 3:
      return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
    case 4:
      return { width, height, data: rgbOf(pixels, (i, channel) => data[4 * i + channel]) };
    case 1:
      return { width, height, data: rgbOf(pixels, (i) => data[i]) };
    default:
      throw new HyperIqaError(
        'USAGE',
        `${width}x${height} pixels have ${pixels} bytes (grey), ${3 * pixels} (RGB) or ${4 * pixels} (RGBA); the data ` +
          `have ${data.length}.`,
      );
  }
}

function rgbOf(pixels: number, value: (pixel: number, channel: number) => number): Uint8Array {
  const rgb = new Uint8Array(3 * pixels);
  for (let i = 0, at = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) rgb[at++] = value(i, channel);
  }
  return rgb;
}
