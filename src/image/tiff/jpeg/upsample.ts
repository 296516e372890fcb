/** Upsamples planes to the picture's size, as libjpeg-turbo's `jdsample.c` does. */
import type { Plane } from './planes.ts';

/** A row of samples; rows above the first and below the last repeat it. */
function rowOf({ samples, stride, width, height }: Plane, row: number): Uint8Array {
  const from = Math.min(Math.max(row, 0), height - 1) * stride;
  return samples.subarray(from, from + width);
}

/** The rounding for the samples to the left and to the right, and the bits to shift by. */
interface Rounding {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
}

/** For a row of samples, and for sums of two rows whose weights add up to 4. */
const ofRow: Rounding = { left: 1, right: 2, bits: 2 };
const ofSums: Rounding = { left: 8, right: 7, bits: 4 };

/** Two values for each of the row's, weighted 3 to 1 with the neighbour on their side; at an end with itself. */
function doubleRow(row: ArrayLike<number>, { left, right, bits }: Rounding, out: Uint8Array, to: number): void {
  const last = row.length - 1;
  for (let i = 0; i <= last; i++) {
    const value = row[i]!;
    out[to + 2 * i] = (3 * value + row[Math.max(i - 1, 0)]! + left) >> bits;
    out[to + 2 * i + 1] = (3 * value + row[Math.min(i + 1, last)]! + right) >> bits;
  }
}

/**
 * @param across the number of pixels per sample along a row: 1, 2 or 4.
 * @param down the same along a column.
 * @returns samples in rows of `stride`, which covers the plane's width times `across`.
 */
export function upsample(plane: Plane, across: number, down: number): Plane {
  if (across === 1 && down === 1) return plane;
  const stride = plane.width * across;
  const height = plane.height * down;
  const out = new Uint8Array(stride * height);
  // libjpeg repeats samples where there are too few of them, and for all other ratios.
  const smooth = (across === 2 && down <= 2 && plane.width > 2) || (across === 1 && down === 2);
  const sums = new Int32Array(plane.width);
  for (let y = 0; y < height; y++) {
    const own = rowOf(plane, Math.floor(y / down));
    const isUpper = y % down === 0;
    const other = rowOf(plane, Math.floor(y / down) + (isUpper ? -1 : 1));
    const to = y * stride;
    if (!smooth) {
      for (let x = 0; x < stride; x++) out[to + x] = own[Math.floor(x / across)]!;
    } else if (down === 1) {
      doubleRow(own, ofRow, out, to);
    } else if (across === 1) {
      for (let x = 0; x < stride; x++) out[to + x] = (3 * own[x]! + other[x]! + (isUpper ? 1 : 2)) >> 2;
    } else {
      for (let x = 0; x < plane.width; x++) sums[x] = 3 * own[x]! + other[x]!;
      doubleRow(sums, ofSums, out, to);
    }
  }
  return { samples: out, stride, width: stride, height };
}
