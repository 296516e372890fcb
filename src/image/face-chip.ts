/** Faces as dlib's recognition network was trained on them: aligned, with a quarter of the face's size around it. */
import { similarityBetween, warp } from './align-face.ts';
import { cropPhoto } from './crop.ts';
import type { FacePoints } from './face-points.ts';
import type { Photo } from './photo.ts';
import type { Point } from './point.ts';
import { resizePil } from './resize-pil.ts';

/** Of a chip, in pixels. */
export const chipSide = 150;

/**
 * Where the five points lie in a chip: those of dlib's mean face (get_face_chip_details in image_transforms/interpolation.h),
 * from whose landmarks they are made as `fivePoints` makes them.
 */
export const chipTemplate: FacePoints = [
  [47.549, 46.599],
  [100.476, 46.599],
  [74.0127, 76.5625],
  [50.4149, 103.0233],
  [97.6104, 103.0233],
];

/** What is cut out around the chip before it is reduced, in pixels of the chip: no pixel of it sees the cut. */
const margin = 4;

/**
 * The face with its five points as near as can be to dlib's template, 150x150; black beyond the photo. A face that is
 * larger in the photo is first reduced with antialias, so that its detail does not turn into noise.
 * @throws HyperIqaError IMAGE_TOO_SMALL when all points are one, or none would keep its extent.
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

/** A whole number of pixels within the photo. */
function clamped(place: number, most: number): number {
  return Math.min(Math.max(Math.floor(place), 0), most);
}
