/** Makes the networks' inputs: parts of a photo, resized by OpenCV's bilinear filter without rounding to levels. */
import type { Photo } from '../../image/photo.ts';

/** For every position along an axis of the picture: the pixels on both sides, -1 for black, and the weight of the second. */
export interface Taps {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly share: Float64Array;
}

/**
 * @param from where the part begins, in pixels of the photo; it may lie outside, where the photo counts as black.
 * @param length of the part, in pixels.
 * @param side the size that the part is resized to; the taps are for its `count` positions from `begin`.
 * @param size of the photo.
 */
export function tapsOf(from: number, length: number, side: number, size: number, begin: number, count: number): Taps {
  const taps: Taps = { near: new Int32Array(count), far: new Int32Array(count), share: new Float64Array(count) };
  const pixel = (place: number) => (from + place >= 0 && from + place < size ? from + place : -1);
  for (let i = 0; i < count; i++) {
    const place = Math.min(Math.max((begin + i + 0.5) * (length / side) - 0.5, 0), length - 1);
    const floor = Math.floor(place);
    taps.near[i] = pixel(floor);
    taps.far[i] = pixel(Math.min(floor + 1, length - 1));
    taps.share[i] = place - floor;
  }
  return taps;
}

/**
 * Writes planes of R, G, B from -1 to 1, width and height exchanged: the value of column x and row y goes to
 * at + channel * side * side + x * side + y.
 */
export function sampleInto(
  { width, data }: Photo,
  columns: Taps,
  rows: Taps,
  side: number,
  output: Float32Array,
  at: number,
): void {
  const level = (at: number, channel: number) => (at < 0 ? 0 : data[at + channel]!);
  // Row by row, in the order of the photo in memory.
  for (let y = 0; y < rows.near.length; y++) {
    const [above, below, down] = [rows.near[y]!, rows.far[y]!, rows.share[y]!];
    for (let x = 0; x < columns.near.length; x++) {
      const left = columns.near[x]!;
      const right = columns.far[x]!;
      const across = columns.share[x]!;
      const place = (row: number, column: number) => (row < 0 || column < 0 ? -1 : (row * width + column) * 3);
      const a = place(above, left);
      const b = place(above, right);
      const c = place(below, left);
      const d = place(below, right);
      for (let channel = 0; channel < 3; channel++) {
        const upper = level(a, channel) * (1 - across) + level(b, channel) * across;
        const lower = level(c, channel) * (1 - across) + level(d, channel) * across;
        const value = upper * (1 - down) + lower * down;
        output[at + (channel * side + x) * side + y] = (value - 127.5) / 128;
      }
    }
  }
}
