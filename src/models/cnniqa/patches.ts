/** What CNNIQA looks at: grey patches, each normalised by itself, as lidq92's code makes them. */
import type { CropInput } from '../../image/crop-tensor.ts';
import type { Photo } from '../../image/photo.ts';
import { patches } from '../../image/protocols/patches.ts';

export const patchSide = 32;

/** A last patch that ends exactly on the border is left out, as by the reference's `range(0, size - 32, 32)`. */
export const patchProtocol = patches(
  { name: 'patches', aliases: [] },
  { side: patchSide, stride: patchSide, includesLast: false },
);

/** Pillow's conversion to 'L' (Convert.c, rgb2l): ITU-R BT.601 in units of 1/65536. */
function luma({ data }: Photo, at: number): number {
  return (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 0x8000) >> 16;
}

/**
 * (x - mean) / (deviation + 1) of grey in 0..1, mean and deviation over 3x3 with the border repeated, in float64. The
 * constant stands outside of the root and is 1 although levels end at 1: so the network was trained.
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

/** Over 3x3, added up row by row. */
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
