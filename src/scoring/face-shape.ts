/** What the landmarks of a face say of it. */
import { eyeDistance, type FacePoints, fivePoints, roll } from '../image/face-points.ts';
import type { Point } from '../image/point.ts';

export interface FaceShape {
  /** 68, in pixels of the photo; they may lie beyond the box and beyond the photo. */
  readonly landmarks: readonly Point[];
  /** The five that faces are aligned by. */
  readonly points: FacePoints;
  /** The distance of the eyes, in pixels. */
  readonly eyes: number;
  /** Of the line through the eyes, in degrees: positive where the eye on the right is lower. */
  readonly roll: number;
}

export function faceShape(landmarks: readonly Point[]): FaceShape {
  const points = fivePoints(landmarks);
  return { landmarks, points, eyes: eyeDistance(points), roll: roll(points) };
}
