/**
 * How a head is turned, estimated from where points of its face lie: a rigid model of an average face is turned, scaled and
 * moved (a weak perspective, as of a distant camera) until its points lie nearest to those found, by least squares. The
 * model is one for all people: errors of 5 degrees are usual, more at large angles and where the camera is near.
 */
import { type FacePoints, roll } from './face-points.ts';
import type { Point } from './point.ts';

/** A point of the model: to the right as seen, down, and towards the camera, in millimetres. */
export type Place = readonly [number, number, number];

export interface HeadPose {
  /** In degrees: positive where the nose points to the right of the picture. */
  readonly yaw: number;
  /** In degrees: positive where the face looks up. */
  readonly pitch: number;
}

/** The five points that faces are aligned by: middles of the eyes, tip of the nose, corners of the mouth. */
export const modelOfPoints: readonly Place[] = [
  [-31.5, 0, 4],
  [31.5, 0, 4],
  [0, 36, 38],
  [-26, 72, 14],
  [26, 72, 14],
];

/** Of the 68 landmarks, by number, those that move least with the face's expression. */
export const modelOfLandmarks: ReadonlyMap<number, Place> = new Map([
  [27, [0, -2, 18]],
  [30, [0, 36, 38]],
  [33, [0, 47, 26]],
  [36, [-45, 0, 0]],
  [39, [-17, 1, 8]],
  [42, [17, 1, 8]],
  [45, [45, 0, 0]],
  [48, [-26, 72, 14]],
  [54, [26, 72, 14]],
]);

/** By the landmarks where all 68 are known, which are more; else by the five points. */
export function headPose(points: FacePoints, landmarks?: readonly Point[]): HeadPose {
  const start = (roll(points) * Math.PI) / 180;
  if (landmarks === undefined) return fitted(modelOfPoints, points, start);
  const numbers = [...modelOfLandmarks.keys()];
  return fitted(
    [...modelOfLandmarks.values()],
    numbers.map((number) => landmarks[number]!),
    start,
  );
}

/** Radians, and pixels for a millimetre. */
export type Turn = readonly [yaw: number, pitch: number, roll: number, scale: number];

/** Where a place of the model lies in the picture, from the model's origin: pitched, then yawed, then rolled. */
export function projected([yaw, pitch, roll, scale]: Turn, [x, y, z]: Place): Point {
  const down = y * Math.cos(pitch) - z * Math.sin(pitch);
  const forward = y * Math.sin(pitch) + z * Math.cos(pitch);
  const right = x * Math.cos(yaw) + forward * Math.sin(yaw);
  return [
    scale * (right * Math.cos(roll) - down * Math.sin(roll)),
    scale * (right * Math.sin(roll) + down * Math.cos(roll)),
  ];
}

const steps = 50;
/** Of a parameter, to see what it changes. */
const nudge = 1e-6;

/** The method of Levenberg and Marquardt on the turn; both sets of points are taken about their means. */
function fitted(model: readonly Place[], points: readonly Point[], startRoll: number): HeadPose {
  // About as large as the model, so that one nudge suits all parameters.
  const found = aboutMean(points);
  const size = Math.hypot(...aboutMean(model.map(([x, y]): Point => [x, y]))) / Math.hypot(...found);
  const target = found.map((value) => value * size);
  const residuals = (turn: Turn) =>
    aboutMean(model.map((place) => projected(turn, place))).map((value, i) => value - target[i]!);
  let best: Turn = [0, 0, startRoll, 1];
  let left = residuals(best);
  let damping = 1e-3;
  for (let step = 0; step < steps; step++) {
    const slopes = best.map((value, k) => {
      const there = residuals(best.with(k, value + nudge) as unknown as Turn);
      return there.map((residual, i) => (residual - left[i]!) / nudge);
    });
    const move = solved(
      slopes.map((row, k) => [
        ...slopes.map((other, l) => dot(row, other) * (k === l ? 1 + damping : 1)),
        dot(row, left),
      ]),
    );
    const next = best.map((value, k) => value - move[k]!) as unknown as Turn;
    const remaining = residuals(next);
    const isBetter = dot(remaining, remaining) < dot(left, left);
    if (isBetter) [best, left] = [next, remaining];
    damping *= isBetter ? 0.1 : 10;
  }
  const degrees = (radians: number) => (Math.atan2(Math.sin(radians), Math.cos(radians)) * 180) / Math.PI;
  return { yaw: degrees(best[0]), pitch: degrees(best[1]) };
}

/** x and y of all points one after the other, the mean taken off. */
function aboutMean(points: readonly Point[]): readonly number[] {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.flatMap((point) => [point[0] - x, point[1] - y]);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** Solves a positive definite system, rows with their right side last, by elimination. */
function solved(system: readonly (readonly number[])[]): readonly number[] {
  const rows = system.map((row) => [...row]);
  for (const [k, pivot] of rows.entries()) {
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[k]! / pivot[k]!;
      for (let column = k; column < row.length; column++) row[column]! -= factor * pivot[column]!;
    }
  }
  return rows.map((row, k) => row.at(-1)! / row[k]!);
}
