/** Frames that the decoder has converted to RGB, as Firefox's does, back in planes. */
import { halved } from '../image/avif/planes.ts';
import { bt601, bt709, bt2020, type Matrix } from '../image/libyuv.ts';
import { planesOfRgb } from '../image/planes-of-rgb.ts';
import type { CopiedFrame, PlaneLayout } from './copied-frame.ts';

const matrices: Readonly<Record<string, Matrix>> = {
  smpte170m: bt601,
  bt470bg: bt601,
  bt709,
  'bt2020-ncl': bt2020,
};

/**
 * @param order the positions of red, green and blue in a pixel's four bytes.
 * @returns null for a frame that was coded as RGB.
 */
export function recovered(frame: CopiedFrame, order: readonly [number, number, number]): CopiedFrame | null {
  const { width, bytes, layouts, colours } = frame;
  const matrix = matrices[colours.matrix ?? ''];
  if (matrix === undefined) return null;
  const pixels = { bytes, ...(layouts[0] as PlaneLayout), order };
  // Firefox decodes no other subsampling.
  const { luma, blue, red } = planesOfRgb(pixels, frame, matrix[colours.fullRange ? 'full' : 'video'], {
    shiftX: 1,
    shiftY: 1,
  });
  const planes = new Uint8Array(luma.length + blue.length + red.length);
  planes.set(luma);
  planes.set(blue, luma.length);
  planes.set(red, luma.length + blue.length);
  const stride = halved(width, 1);
  return {
    ...frame,
    ...{ format: 'I420', bytes: planes },
    layouts: [
      { offset: 0, stride: width },
      { offset: luma.length, stride },
      { offset: luma.length + blue.length, stride },
    ],
  };
}
