import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { alignedFace, arcFaceTemplate, similarityBetween, warp } from '../../src/image/align-face.ts';
import { eyeDistance, type FacePoints, fivePoints, roll } from '../../src/image/face-points.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { Point } from '../../src/image/point.ts';
import { refused } from '../formats/fixture.ts';

interface Case {
  readonly points: FacePoints;
  /** [[a, -b, dx], [b, a, dy]] */
  readonly matrix: readonly (readonly [number, number, number])[];
  readonly values: readonly number[];
}

const path = 'test/fixtures/image/alignment.json';
const { cases }: { readonly cases: Readonly<Record<string, Case>> } = JSON.parse(readFileSync(path, 'utf8'));

/** The same as `pixels` in make_alignment_fixture.py. */
const photo: Photo = (() => {
  const [width, height] = [160, 120];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return (x * x * 7 + y * 13 + x * y * 3 + channel * 85) % 256;
  });
  return { width, height, data };
})();

for (const [name, { points, matrix, values }] of Object.entries(cases)) {
  test(`a face ${name} has Umeyama's similarity`, () => {
    const { a, b, dx, dy } = similarityBetween(points, arcFaceTemplate);
    const errors = [a, -b, dx, b, a, dy].map((value, i) => Math.abs(value - matrix.flat()[i]));
    assert.ok(Math.max(...errors) < 1e-9, `largest difference ${Math.max(...errors)}`);
  });

  test(`a face ${name} has OpenCV's aligned pixels`, () => {
    const aligned = alignedFace(photo, points);
    assert.equal([aligned.width, aligned.height], [112, 112]);
    const errors = values.map((value, i) => Math.abs(value - aligned.data[97 * i]));
    const differing = errors.filter((error) => error > 0).length;
    assert.ok(differing === 0, `${differing} of ${errors.length} differ, by ${Math.max(...errors)} at most`);
  });
}

test('a translation by whole pixels copies them, and everything outside the photo is black', () => {
  const moved = warp(photo, { a: 1, b: 0, dx: -3, dy: 2 }, 160, 120);
  const at = ({ data }: Photo, x: number, y: number) => [...data.subarray((y * 160 + x) * 3, (y * 160 + x) * 3 + 3)];
  assert.equal(at(moved, 0, 2), at(photo, 3, 0));
  assert.equal(at(moved, 100, 119), at(photo, 103, 117));
  assert.equal(at(moved, 0, 1), [0, 0, 0]);
  assert.equal(at(moved, 157, 50), [0, 0, 0]);
});

test('coinciding points cannot be aligned', () =>
  refused(
    (async () => similarityBetween(Array(5).fill([3, 4]), arcFaceTemplate))(),
    ['coincide', 'cannot be aligned'],
    'IMAGE_TOO_SMALL',
  ));

test("of 68 landmarks the eyes are means of six, the nose is 30, and the mouth's corners are 48 and 54", () => {
  const landmarks = Array.from({ length: 68 }, (_, i): Point => [i, 2 * i]);
  assert.equal(fivePoints(landmarks), [
    [38.5, 77],
    [44.5, 89],
    [30, 60],
    [48, 96],
    [54, 108],
  ]);
});

test('eye distance and roll are those of the line between the eyes', () => {
  const eyes = (left: Point, right: Point): FacePoints => [left, right, [0, 0], [0, 0], [0, 0]];
  assert.is(eyeDistance(eyes([10, 10], [13, 14])), 5);
  assert.is(roll(eyes([10, 10], [20, 10])), 0);
  assert.is(roll(eyes([10, 10], [20, 20])), 45);
  assert.is(roll(eyes([10, 10], [20, 0])), -45);
  assert.is(roll(eyes([20, 10], [10, 10])), 180);
});

test.run();
