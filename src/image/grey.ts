/** Luma as OpenCV computes it, for BRISQUE. */
import type { Photo } from './photo.ts';

/** Luma (ITU-R BT.601) in units of 1/32768, as in OpenCV's COLOR_BGR2GRAY for 8-bit images. */
const [red, green, blue] = [9798, 19235, 3735];

/** [rows, width] from row `top`, 0..1: luma rounded to 255 levels, as float32. */
export function greyOf({ width, data }: Photo, top: number, rows: number): Float32Array {
  const grey = new Float32Array(width * rows);
  const perLevel = Math.fround(1 / 255);
  for (let i = 0, at = top * width * 3; i < grey.length; i++, at += 3) {
    const level = (data[at] * red + data[at + 1] * green + data[at + 2] * blue + 16384) >> 15;
    grey[i] = level * perLevel;
  }
  return grey;
}
