/** Aligns faces for dlib's recognition network, with a margin of a quarter of the face's size around them. */
import { similarityBetween, warp } from './align-face.ts';
import { cropPhoto } from './crop.ts';
import type { FacePoints } from './face-points.ts';
import type { Photo } from './photo.ts';
import type { Point } from './point.ts';
import { resizePil } from './resize-pil.ts';

/** Width and height of a chip, in pixels. */
export const chipSide = 150;

/**
 * The positions of the five points in a chip, derived by `fivePoints` from the landmarks of dlib's mean face
 * (get_face_chip_details in image_transforms/interpolation.h).
 */
export const chipTemplate: FacePoints = [
  [47.549, 46.599],
  [100.476, 46.599],
  [74.0127, 76.5625],
  [50.4149, 103.0233],
  [97.6104, 103.0233],
];

/**
 * The margin around the chip that is cut out before downscaling, in pixels of the chip; enough that no pixel of the chip is
 * affected by the cut.
 */
const margin = 4;

/**
 * The face aligned to dlib's template by its five points, 150x150; black outside the photo. A larger face is first downscaled
 * with antialiasing, so that its detail does not become noise.
 * @throws HyperIqaError IMAGE_TOO_SMALL when all points coincide, or the best scale is 0.
 */
export function faceChip(photo: Photo, points: FacePoints): Photo {
  const { a, b, dx, dy } = similarityBetween(points, chipTemplate);
  const scale = Math.hypot(a, b);
  if (scale >= 1) return warp(photo, { a, b, dx, dy }, chipSide, chipSide);
  const ends = [-margin, chipSide + margin];
  const corners = ends.flatMap((x) =>
    ends.map((y): Point => {
      const [u, v] = [(x - dx) / scale ** 2, (y - dy) / scale ** 2];
      return [a * u + b * v, a * v - b * u];
    }),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, top] = [clamped(Math.min(...xs), photo.width - 1), clamped(Math.min(...ys), photo.height - 1)];
  const [right, bottom] = [clamped(Math.max(...xs), photo.width), clamped(Math.max(...ys), photo.height)];
  const part = cropPhoto(photo, [left, top, Math.max(right, left + 1), Math.max(bottom, top + 1)]);
  const [width, height] = [part.width, part.height].map((size) => Math.max(1, Math.round(size * scale)));
  const moved = points.map(([x, y]): Point => {
    return [((x - left + 0.5) * width) / part.width - 0.5, ((y - top + 0.5) * height) / part.height - 0.5];
  });
  return warp(resizePil(part, width, height), similarityBetween(moved, chipTemplate), chipSide, chipSide);
}

/** Rounded to a whole number of pixels within the photo. */
function clamped(place: number, most: number): number {
  return Math.min(Math.max(Math.floor(place), 0), most);
}
