/** Aligns faces for recognition networks: rotated, scaled and moved so that five points lie at fixed positions. */
import { HyperIqaError } from '../errors.ts';
import type { FacePoints } from './face-points.ts';
import type { Photo } from './photo.ts';
import type { Point } from './point.ts';

/** Width and height of an aligned face, in pixels. */
export const alignedSide = 112;

/** ArcFace's template: the positions of the five points in an aligned face. */
export const arcFaceTemplate: FacePoints = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** Maps (x, y) to (a*x - b*y + dx, b*x + a*y + dy): a rotation and scaling, then a translation. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly dx: number;
  readonly dy: number;
}

/**
 * The similarity that maps one set of points closest to another, by the sum of squared distances, without mirroring. Equal to
 * Umeyama's (1991) result; in the plane no singular value decomposition is needed, as a and b solve a linear problem.
 * @throws HyperIqaError IMAGE_TOO_SMALL when all points coincide, or the best scale is 0.
 */
export function similarityBetween(from: readonly Point[], to: readonly Point[]): Similarity {
  const mean = (points: readonly Point[], axis: 0 | 1) =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [fromX, fromY, toX, toY] = [mean(from, 0), mean(from, 1), mean(to, 0), mean(to, 1)];
  let [along, across, extent] = [0, 0, 0];
  for (const [i, [x, y]] of from.entries()) {
    const [u, v] = [x - fromX, y - fromY];
    const [s, t] = [to[i]![0] - toX, to[i]![1] - toY];
    along += u * s + v * t;
    across += u * t - v * s;
    extent += u * u + v * v;
  }
  const [a, b] = [along / extent, across / extent];
  if (!(Math.hypot(a, b) > 0 && Math.hypot(a, b) < Infinity)) {
    throw new HyperIqaError('IMAGE_TOO_SMALL', 'The points of the face coincide, so it cannot be aligned.');
  }
  return { a, b, dx: toX - a * fromX + b * fromY, dy: toY - b * fromX - a * fromY };
}

/** The face aligned to ArcFace's template by its five points, 112x112; black outside the photo. */
export function alignedFace(photo: Photo, points: FacePoints): Photo {
  return warp(photo, similarityBetween(points, arcFaceTemplate), alignedSide, alignedSide);
}

/** Positions are accumulated in 1/1024 of a pixel, as in OpenCV. */
const fine = 1024;
/** Positions are interpolated in 1/32 of a pixel, as in OpenCV. */
const steps = 32;

/**
 * Warps the photo by a similarity to `width` x `height` pixels, as cv2.warpAffine does with INTER_LINEAR and a border of 0:
 * positions are rounded to 1/32 of a pixel, and pixels outside the photo count as black.
 */
export function warp(photo: Photo, { a, b, dx, dy }: Similarity, width: number, height: number): Photo {
  const size = a * a + b * b;
  // The inverse mapping: where in the photo a pixel comes from.
  const [p, q] = [a / size, -b / size];
  const [left, top] = [-(p * dx - q * dy), -(q * dx + p * dy)];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const rowX = Math.round((left - q * y) * fine) + fine / steps / 2;
    const rowY = Math.round((top + p * y) * fine) + fine / steps / 2;
    for (let x = 0; x < width; x++) {
      const placeX = Math.floor(((rowX + Math.round(p * x * fine)) * steps) / fine);
      const placeY = Math.floor(((rowY + Math.round(q * x * fine)) * steps) / fine);
      sample(photo, placeX, placeY, data, (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

/** The colour at a position given in 1/32 of a pixel. */
function sample({ width, height, data }: Photo, placeX: number, placeY: number, output: Uint8Array, to: number): void {
  const [left, top] = [Math.floor(placeX / steps), Math.floor(placeY / steps)];
  const [right, below] = [placeX - left * steps, placeY - top * steps];
  for (let channel = 0; channel < 3; channel++) {
    const at = (x: number, y: number) =>
      x >= 0 && x < width && y >= 0 && y < height ? data[(y * width + x) * 3 + channel]! : 0;
    const upper = at(left, top) * (steps - right) + at(left + 1, top) * right;
    const lower = at(left, top + 1) * (steps - right) + at(left + 1, top + 1) * right;
    output[to + channel] = (upper * (steps - below) + lower * below + steps * (steps / 2)) >> 10;
  }
}
