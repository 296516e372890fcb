/** Error versus reject: thresholds, curves and areas of faces whose embeddings are known. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareFaces, type IdentifiedFace, rejectCurve } from '../../src/study/error-reject.ts';

/** A face whose embedding is a unit vector in the plane, at an angle in degrees. */
function face(identity: string, degrees: number): IdentifiedFace {
  const angle = (degrees * Math.PI) / 180;
  return { identity, embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)) };
}

/** Twenty persons, 18 degrees apart on a circle, with five faces each: four close together, one off by `stray` degrees. */
function crowd(stray: number): readonly IdentifiedFace[] {
  return Array.from({ length: 100 }, (_, i) => {
    const [person, which] = [Math.floor(i / 5), i % 5];
    return face(`person ${person}`, 18 * person + (which === 4 ? stray : which * 0.5));
  });
}

const isStray = (_: unknown, i: number) => i % 5 === 4;

test('the threshold accepts the requested share of pairs of two persons', () => {
  const faces = crowd(13);
  const compared = compareFaces(faces, 0.01)!;
  assert.is(compared.genuine.length, 200);
  assert.is(compared.impostors, 4750);
  assert.ok(compared.falseMatchRate <= 0.01, String(compared.falseMatchRate));
  const stricter = compareFaces(faces, 0)!;
  assert.is(stricter.falseMatchRate, 0);
  assert.ok(stricter.threshold < compared.threshold);
});

test('faces of a single person, or all of different persons, cannot be compared', () => {
  assert.is(compareFaces([face('a', 0), face('a', 1)], 0.1), null);
  assert.is(compareFaces([face('a', 0), face('b', 1)], 0.1), null);
});

test('a measure that identifies the outliers removes all errors, and one that prefers them removes none', () => {
  const faces = crowd(13);
  const compared = compareFaces(faces, 0)!;
  const good = rejectCurve(
    compared,
    faces.map((_, i) => (isStray(_, i) ? 0 : 1)),
  )!;
  const bad = rejectCurve(
    compared,
    faces.map((_, i) => (isStray(_, i) ? 1 : 0)),
  )!;
  assert.is(good.points[0].falseNonMatchRate, bad.points[0].falseNonMatchRate);
  // Four of a person's ten pairs contain the stray face.
  assert.is(good.points[0].falseNonMatchRate, 0.4);
  const at = (curve: typeof good, share: number) =>
    curve.points.find(({ rejected }) => Math.abs(rejected - share) < 1e-9)!.falseNonMatchRate;
  assert.is(at(good, 0.2), 0);
  assert.ok(at(bad, 0.2) >= 0.4, String(at(bad, 0.2)));
  assert.ok(good.area < 0.1 && bad.area > 0.4, `${good.area} ${bad.area}`);
});

test('a curve ends where fewer than ten pairs are left', () => {
  const faces = crowd(13).slice(0, 10);
  const compared = compareFaces(faces, 0)!;
  const { points } = rejectCurve(
    compared,
    faces.map((_, i) => i),
  )!;
  assert.ok(points.at(-1)!.rejected < 0.8);
  assert.is(rejectCurve({ ...compared, genuine: compared.genuine.slice(0, 9) }, [...faces.keys()]), null);
});

test.run();
