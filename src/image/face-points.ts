/** Reduces a face's 68 landmarks to the five points that faces are aligned by, and measures these. */
import type { Point } from './point.ts';

/** In the template's order, as seen in the picture: left eye, right eye, tip of the nose, left and right corner of the mouth. */
export type FacePoints = readonly [Point, Point, Point, Point, Point];

function middleOf(points: readonly Point[]): Point {
  const sum = (axis: 0 | 1) => points.reduce((total, point) => total + point[axis], 0);
  return [sum(0) / points.length, sum(1) / points.length];
}

/**
 * The eyes' centres are the means of their six landmarks each (36 to 41, 42 to 47); the tip of the nose is landmark 30, the
 * mouth's corners are 48 and 54.
 */
export function fivePoints(landmarks: readonly Point[]): FacePoints {
  return [
    middleOf(landmarks.slice(36, 42)),
    middleOf(landmarks.slice(42, 48)),
    landmarks[30]!,
    landmarks[48]!,
    landmarks[54]!,
  ];
}

/** The distance between the eyes' centres, in pixels. */
export function eyeDistance([left, right]: FacePoints): number {
  return Math.hypot(right[0] - left[0], right[1] - left[1]);
}

/** The angle between the line through the eyes and the photo's rows, in degrees: positive where the eye on the right is lower. */
export function roll([left, right]: FacePoints): number {
  return (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;
}
