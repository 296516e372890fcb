/** Derives a face's geometry from its landmarks. */
import { eyeDistance, type FacePoints, roll } from '../image/face-points.ts';
import { type HeadPose, headPose } from '../image/head-pose.ts';
import type { Point } from '../image/point.ts';

export interface FaceShape extends HeadPose {
  /** 68 points in pixels of the photo; they may lie outside the box and outside the photo. */
  readonly landmarks?: readonly Point[];
  /** The five points by which faces are aligned. */
  readonly points: FacePoints;
  /** The distance between the eyes, in pixels. */
  readonly eyes: number;
  /** The angle of the line through the eyes, in degrees: positive where the eye on the right is lower. */
  readonly roll: number;
}

/** @param landmarks all 68, where they were found. */
export function faceShape(points: FacePoints, landmarks?: readonly Point[]): FaceShape {
  const all = landmarks === undefined ? {} : { landmarks };
  const pose = headPose(points, landmarks);
  return { ...all, points, eyes: eyeDistance(points), roll: roll(points), ...pose };
}
