import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { warp } from '../../src/image/align-face.ts';
import { chipTemplate, faceChip } from '../../src/image/face-chip.ts';
import type { FacePoints } from '../../src/image/face-points.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { Point } from '../../src/image/point.ts';

/** A photo whose red increases to the right, and whose green increases downwards, by `slope` per pixel. */
function ramps(width: number, height: number, slope: number): Photo {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return [x * slope, y * slope, 7][i % 3];
  });
  return { width, height, data };
}

const moved = (place: (point: Point) => Point) => chipTemplate.map(place) as unknown as FacePoints;
const at = ({ width, data }: Photo, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test('a face whose points are at the template is its own chip', () => {
  const photo = ramps(150, 150, 1);
  assert.equal(faceChip(photo, chipTemplate), photo);
});

test('a smaller face is enlarged as by the warp', () => {
  const photo = ramps(60, 60, 4);
  const chip = faceChip(
    photo,
    moved(([x, y]) => [x / 3, y / 3]),
  );
  assert.equal(chip, warp(photo, { a: 3, b: 0, dx: 0, dy: 0 }, 150, 150));
});

test('a larger face is reduced: every pixel is the mean of what it covers', () => {
  const photo = ramps(640, 640, 0.3);
  const chip = faceChip(
    photo,
    moved(([x, y]) => [4 * (x + 0.5) - 0.5 + 10, 4 * (y + 0.5) - 0.5 + 20]),
  );
  for (const [x, y] of [
    [20, 20],
    [75, 60],
    [130, 148],
  ]) {
    const [red, green, blue] = at(chip, x, y);
    assert.ok(Math.abs(red - 0.3 * (4 * x + 11.5)) <= 1, `red ${red} at ${x}, ${y}`);
    assert.ok(Math.abs(green - 0.3 * (4 * y + 21.5)) <= 1, `green ${green} at ${x}, ${y}`);
    assert.is(blue, 7);
  }
});

test('stripes finer than a pixel of the chip become grey instead of other stripes', () => {
  const data = new Uint8Array(600 * 600 * 3).map((_, i) => ((i / 3) % 2 < 1 ? 0 : 255));
  const chip = faceChip(
    { width: 600, height: 600, data },
    moved(([x, y]) => [3.7 * x, 3.7 * y]),
  );
  const row = Array.from({ length: 100 }, (_, x) => at(chip, x + 25, 75)[0]);
  assert.ok(Math.max(...row) - Math.min(...row) < 40, `${Math.min(...row)} to ${Math.max(...row)}`);
});

test('a chip is black outside the photo, and all black if it lies outside', () => {
  const white: Photo = { width: 400, height: 400, data: new Uint8Array(400 * 400 * 3).fill(255) };
  const left = faceChip(
    white,
    moved(([x, y]) => [3 * x - 225, 3 * y]),
  );
  assert.equal(at(left, 20, 75), [0, 0, 0]);
  assert.equal(at(left, 120, 75), [255, 255, 255]);
  const beside = faceChip(
    white,
    moved(([x, y]) => [3 * x + 900, 3 * y]),
  );
  assert.is(Math.max(...beside.data), 0);
});

test('a turned face is upright in its chip', () => {
  const photo = ramps(300, 300, 0.8);
  const chip = faceChip(
    photo,
    moved(([x, y]) => [290 - 1.5 * y, 1.5 * x + 20]),
  );
  // Moving right in the chip is moving down in the photo.
  const [first, last] = [at(chip, 30, 75), at(chip, 120, 75)];
  assert.ok(Math.abs(last[1] - first[1] - 0.8 * 1.5 * 90) <= 2, `green ${first[1]} to ${last[1]}`);
  assert.ok(Math.abs(last[0] - first[0]) <= 2, `red ${first[0]} to ${last[0]}`);
});

test.run();
