/**
 * Recovers the planes of a frame that a browser has converted to RGB by libyuv, repeating subsampled colours. Firefox gives
 * decoded frames in no other form, and its conversion differs from the references'.
 */
import { halved } from './avif/planes.ts';
import type { Conversion } from './libyuv.ts';

/** Where red, green and blue are in memory. */
export interface PackedPixels {
  readonly bytes: Uint8Array;
  /** The position of the first pixel, and the distance between rows, in bytes. A pixel has four bytes. */
  readonly offset: number;
  readonly stride: number;
  /** The positions of red, green and blue in a pixel. */
  readonly order: readonly [number, number, number];
}

/** Subsampling of the colours as a power of 2: 0 or 1. */
export interface Subsampling {
  readonly shiftX: number;
  readonly shiftY: number;
}

export interface RecoveredPlanes {
  /** [height, width] */
  readonly luma: Uint8Array;
  /** Blue and red differences around 128. [ceil(height / 2^shiftY), ceil(width / 2^shiftX)] */
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
}

/**
 * Inverts the conversion: a weighted sum of red, green and blue is free of chroma and gives luma, and a chroma difference is the
 * mean of what its pixels say. Nearly all values are exact, except where the conversion clipped a colour.
 */
export function planesOfRgb(
  pixels: PackedPixels,
  { width, height }: { readonly width: number; readonly height: number },
  conversion: Conversion,
  { shiftX, shiftY }: Subsampling,
): RecoveredPlanes {
  const { bytes, offset, stride, order } = pixels;
  const [redAt, greenAt, blueAt] = order;
  const { light, blueToBlue, blueToGreen, redToGreen, redToRed } = conversion;
  // The weights relative to green's.
  const blueWeight = blueToGreen / blueToBlue;
  const redWeight = redToGreen / redToRed;
  const weights = 1 + blueWeight + redWeight;
  const perLuma = (257 * light.factor) / 65536;
  const across = halved(width, shiftX);
  const down = halved(height, shiftY);
  const luma = new Uint8ClampedArray(width * height);
  const blue = new Uint8ClampedArray(across * down);
  const red = new Uint8ClampedArray(across * down);
  for (let row = 0, to = 0; row < down; row++) {
    const bottom = Math.min((row + 1) << shiftY, height);
    for (let column = 0; column < across; column++, to++) {
      const right = Math.min((column + 1) << shiftX, width);
      let blueSum = 0;
      let redSum = 0;
      let count = 0;
      for (let y = row << shiftY; y < bottom; y++) {
        for (let x = column << shiftX; x < right; x++, count++) {
          const at = offset + y * stride + 4 * x;
          const [r, b] = [bytes[at + redAt]!, bytes[at + blueAt]!];
          const level = (bytes[at + greenAt]! + blueWeight * b + redWeight * r) / weights;
          // The conversion rounded down, by half a level on average.
          luma[y * width + x] = (64 * level + 32 - light.offset) / perLuma;
          blueSum += b - level;
          redSum += r - level;
        }
      }
      blue[to] = 128 + (64 * blueSum) / (count * blueToBlue);
      red[to] = 128 + (64 * redSum) / (count * redToRed);
    }
  }
  return { luma: new Uint8Array(luma.buffer), blue: new Uint8Array(blue.buffer), red: new Uint8Array(red.buffer) };
}
