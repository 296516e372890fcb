/** Of a face's 68 landmarks the five points that faces are aligned by, and what these say of the face. */
import type { Point } from './point.ts';

/** In the order of the template: left eye, right eye, tip of the nose, left and right corner of the mouth, as seen. */
export type FacePoints = readonly [Point, Point, Point, Point, Point];

function middleOf(points: readonly Point[]): Point {
  const sum = (axis: 0 | 1) => points.reduce((total, point) => total + point[axis], 0);
  return [sum(0) / points.length, sum(1) / points.length];
}

/**
 * The eyes' middles are the means of their six landmarks each (36 to 41, 42 to 47); the tip of the nose is landmark 30,
 * the mouth's corners are 48 and 54.
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

/** Between the middles of the eyes, in pixels. */
export function eyeDistance([left, right]: FacePoints): number {
  return Math.hypot(right[0] - left[0], right[1] - left[1]);
}

/** Of the line through the eyes against the photo's rows, in degrees: positive where the eye on the right is lower. */
export function roll([left, right]: FacePoints): number {
  return (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;
}
