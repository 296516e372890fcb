/**
 * Estimates how a head is turned from the positions of facial points: a rigid model of an average face is rotated, scaled and
 * moved (weak perspective, as for a distant camera) until its points lie closest to those found, by least squares. The model is
 * the same for everyone: errors of 5 degrees are usual, and more at large angles and with a near camera.
 */
import { type FacePoints, roll } from './face-points.ts';
import type { Point } from './point.ts';

/** A point of the model in millimetres: to the right as seen, down, and towards the camera. */
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

/** Those of the 68 landmarks, by number, that move least with the face's expression. */
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

/** Uses all 68 landmarks if they are given, otherwise the five points. */
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

/** Radians, and pixels per millimetre. */
export type Turn = readonly [yaw: number, pitch: number, roll: number, scale: number];

/** Projects a point of the model, relative to the model's origin: pitched, then yawed, then rolled. */
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
/** The change of a parameter for a numerical derivative. */
const nudge = 1e-6;

/** Fits the turn by the method of Levenberg and Marquardt; both sets of points are relative to their means. */
function fitted(model: readonly Place[], points: readonly Point[], startRoll: number): HeadPose {
  // Scaled to about the model's size, so that one step size suits all parameters.
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

/** x and y of all points in sequence, relative to their mean. */
function aboutMean(points: readonly Point[]): readonly number[] {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.flatMap((point) => [point[0] - x, point[1] - y]);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** Solves a positive definite system by elimination; each row ends with its right-hand side. */
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
