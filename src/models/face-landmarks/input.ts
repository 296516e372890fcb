/** Makes the landmark network's input, and maps its outputs back to the face. */
import type { Photo } from '../../image/photo.ts';
import type { Point } from '../../image/point.ts';
import { landmarkCount } from '../landmarks.ts';

/** Width and height of the network's input, in pixels. */
export const side = 112;

/** The mean of R, G, B in its training's faces. */
const means = [122.782, 117.001, 104.298];

/** For every input position along an axis: the pixels on both sides, and the weight of the second. */
interface Tap {
  readonly near: number;
  readonly far: number;
  readonly weight: number;
}

/** TensorFlow's older bilinear resize, which aligns the corners of the first pixels instead of half-pixel centres. */
function taps(length: number): readonly Tap[] {
  return Array.from({ length: side }, (_, i) => {
    const place = (i * length) / side;
    const near = Math.floor(place);
    return { near, far: Math.min(near + 1, length - 1), weight: place - near };
  });
}

/**
 * The face in the centre of a black square, resized to 112x112: planes of R, G, B minus their means, divided by 255. If the
 * number of padding lines is odd, the extra one is at the right or bottom.
 */
export function faceInput({ width, height, data }: Photo): Float32Array<ArrayBuffer> {
  const length = Math.max(width, height);
  const left = Math.floor((length - width) / 2);
  const top = Math.floor((length - height) / 2);
  const line = taps(length);
  const output = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) {
    const at = (y: number, x: number): number => {
      const [row, column] = [y - top, x - left];
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      return isInside ? data[(row * width + column) * 3 + channel] : 0;
    };
    for (const [y, row] of line.entries()) {
      for (const [x, column] of line.entries()) {
        const upper = at(row.near, column.near) * (1 - column.weight) + at(row.near, column.far) * column.weight;
        const lower = at(row.far, column.near) * (1 - column.weight) + at(row.far, column.far) * column.weight;
        const value = upper * (1 - row.weight) + lower * row.weight;
        output[(channel * side + y) * side + x] = (value - means[channel]) / 255;
      }
    }
  }
  return output;
}

/**
 * Converts the network's positions to pixels of the face. The padding is taken as half of what the face lacks to a square, as in
 * the published code, although an odd one is not symmetric.
 */
export function landmarksIn({ width, height }: Photo, places: ArrayLike<number>): readonly Point[] {
  const length = Math.max(width, height);
  return Array.from({ length: landmarkCount }, (_, i): Point => {
    return [places[2 * i] * length - (length - width) / 2, places[2 * i + 1] * length - (length - height) / 2];
  });
}
