import type { Photo } from './photo.ts';

const f = Math.fround;
const redWeight = f(0.299);
const greenWeight = f(0.587);
const blueWeight = f(0.114);
const perLevel = f(1 / 255);

/**
 * [height, width], 0..1: luma (ITU-R BT.601) of the 8-bit levels, not rounded to a level, to the bit what OpenCV makes of
 * a float32 image with COLOR_BGR2GRAY on processors with fused multiply-add. Two sums of a row's order differ: groups of
 * eight pixels start with blue and green, the rest at the right with green and blue. (Double precision holds these
 * products and sums exactly, so that each `f` rounds once.)
 */
export function greyOf({ width, height, data }: Photo): Float32Array {
  const grey = new Float32Array(width * height);
  const grouped = width - (width % 8);
  let pixel = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const red = data[pixel * 3];
      const green = data[pixel * 3 + 1] * greenWeight;
      const blue = data[pixel * 3 + 2] * blueWeight;
      const two = x < grouped ? f(green + f(blue)) : f(blue + f(green));
      grey[pixel] = f(red * redWeight + two) * perLevel;
    }
  }
  return grey;
}
