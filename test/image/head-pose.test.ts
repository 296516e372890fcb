/** Yaw and pitch of projections of the model, where they are known, and of a portrait. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { arcFaceTemplate } from '../../src/image/align-face.ts';
import { type FacePoints, fivePoints } from '../../src/image/face-points.ts';
import {
  type HeadPose,
  headPose,
  modelOfLandmarks,
  modelOfPoints,
  type Place,
  projected,
} from '../../src/image/head-pose.ts';
import type { Point } from '../../src/image/point.ts';

/** Points and landmarks of the model, turned by these degrees, scaled and moved into a picture. */
function picture(yaw: number, pitch: number, roll: number, scale: number) {
  const turn = [...[yaw, pitch, roll].map((degrees) => (degrees * Math.PI) / 180), scale] as const;
  const place = (of: Place): Point => {
    const [x, y] = projected(turn as unknown as Parameters<typeof projected>[0], of);
    return [x + 412, y + 290];
  };
  const landmarks = Array.from({ length: 68 }, (_, i) => place(modelOfLandmarks.get(i) ?? [0, 0, 0]));
  return { points: modelOfPoints.map(place) as unknown as FacePoints, landmarks };
}

function isNear(found: HeadPose, yaw: number, pitch: number, bound: number, what: string): void {
  const off = Math.max(Math.abs(found.yaw - yaw), Math.abs(found.pitch - pitch));
  assert.ok(off <= bound, `${what}: yaw ${found.yaw}, pitch ${found.pitch}`);
}

for (const yaw of [-60, -20, 0, 45]) {
  for (const pitch of [-40, 0, 25]) {
    test(`a yaw of ${yaw} and a pitch of ${pitch} degrees are found at any roll and size`, () => {
      for (const [roll, scale] of [
        [0, 1],
        [-35, 0.02],
        [170, 9],
      ] as const) {
        const { points, landmarks } = picture(yaw, pitch, roll, scale);
        isNear(headPose(points), yaw, pitch, 1e-6, 'five points');
        isNear(headPose(points, landmarks), yaw, pitch, 1e-6, 'landmarks');
      }
    });
  }
}

test('errors of a pixel on a face of 100 pixels change the angles by no more than a few degrees', () => {
  const { points, landmarks } = picture(20, -10, 5, 1);
  const moved = (point: Point, i: number): Point => [point[0] + Math.sin(7 * i), point[1] + Math.cos(5 * i)];
  isNear(headPose(points.map(moved) as unknown as FacePoints), 20, -10, 4, 'five points');
  isNear(headPose(points, landmarks.map(moved)), 20, -10, 4, 'landmarks');
});

test('a nose further to the right gives a positive yaw, and a nose nearer to the eyes a positive pitch', () => {
  const [left, right, nose, ...mouth] = modelOfPoints.map(([x, y]): Point => [x, y]);
  const pose = (x: number, y: number) => headPose([left, right, [nose![0] + x, nose![1] + y], ...mouth] as never);
  assert.ok(pose(10, 0).yaw > 5 && pose(-10, 0).yaw < -5);
  assert.ok(pose(0, -10).pitch > 5 && pose(0, 10).pitch < -5);
});

test("ArcFace's template, a mean of frontal faces, looks straight ahead", () => {
  isNear(headPose(arcFaceTemplate), 0, 0, 1, 'template');
});

test('the sample portrait faces the camera with its chin slightly down, by points and by landmarks', () => {
  const { cases } = JSON.parse(readFileSync('test/models/face-landmarks/fixture.json', 'utf8'));
  const { landmarks }: { readonly landmarks: readonly Point[] } = cases[0];
  const points = fivePoints(landmarks);
  isNear(headPose(points, landmarks), 0, -10, 6, 'landmarks');
  isNear(headPose(points), 0, -10, 6, 'five points');
});

test('coinciding points have no pose', () => {
  assert.equal(headPose(Array(5).fill([3, 4]) as unknown as FacePoints), { yaw: 0, pitch: 0 });
});

test.run();
