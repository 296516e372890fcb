/** CNNIQA's input: grey patches, each normalised locally, as in lidq92's code. */
import type { CropInput } from '../../image/crop-tensor.ts';
import type { Photo } from '../../image/photo.ts';
import { patches } from '../../image/protocols/patches.ts';

export const patchSide = 32;

/** A last patch that ends exactly at the border is left out, as in the reference's `range(0, size - 32, 32)`. */
export const patchProtocol = patches(
  { name: 'patches', aliases: [] },
  { side: patchSide, stride: patchSide, includesLast: false },
);

/** Pillow's conversion to 'L' (Convert.c, rgb2l): ITU-R BT.601 in units of 1/65536. */
function luma({ data }: Photo, at: number): number {
  return (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 0x8000) >> 16;
}

/**
 * (x - mean) / (deviation + 1) of grey in 0..1, with mean and deviation over 3x3, border replicated, in float64. The constant is
 * outside the root, and is 1 although levels end at 1: the network was trained that way.
 */
export const normalisedGrey: CropInput = {
  channels: 1,
  write({ source }, { top, left }, output, offset) {
    const grey = new Float64Array(patchSide * patchSide);
    for (let i = 0; i < grey.length; i++) {
      const row = top + Math.floor(i / patchSide);
      grey[i] = Math.fround(luma(source, (row * source.width + left + (i % patchSide)) * 3) / 255);
    }
    const mean = boxMean(grey);
    const meanOfSquares = boxMean(grey.map((value) => value * value));
    for (let i = 0; i < grey.length; i++) {
      const variance = Math.max(meanOfSquares[i] - mean[i] * mean[i], 0);
      output[offset + i] = (grey[i] - mean[i]) / (Math.sqrt(variance) + 1);
    }
  },
};

/** The mean over 3x3, summed row by row. */
function boxMean(values: Float64Array): Float64Array {
  const inside = (position: number) => Math.min(Math.max(position, 0), patchSide - 1);
  return values.map((_, i) => {
    let sum = 0;
    for (const down of [-1, 0, 1]) {
      const row = inside(Math.floor(i / patchSide) + down) * patchSide;
      for (const right of [-1, 0, 1]) sum += values[row + inside((i % patchSide) + right)];
    }
    return sum / 9;
  });
}
