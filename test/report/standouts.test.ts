import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { disagreements, largestDrops } from '../../src/report/standouts.ts';
import { resultRow } from './rows.ts';

const names = (photos: readonly { readonly row: { readonly imageName: string } }[]) =>
  photos.map(({ row }) => row.imageName);

test('on one scale the largest differences come first, in either direction', () => {
  const rows = [
    resultRow({ imageName: 'near', givenScore: 50, photoScore: 51 }),
    resultRow({ imageName: 'above', givenScore: 40, photoScore: 70 }),
    resultRow({ imageName: 'below', givenScore: 80, photoScore: 45 }),
  ];
  const { measure, photos } = disagreements(rows, 2, false);
  assert.is(measure, 'difference');
  assert.equal(
    photos.map(({ row, amount }) => [row.imageName, amount]),
    [
      ['below', -35],
      ['above', 30],
    ],
  );
});

test('scores of 0 to 1, or where lower is better, are compared by a fitted line', () => {
  const rows = [10, 20, 30, 40, 50].map((givenScore) =>
    resultRow({ imageName: `${givenScore}`, givenScore, photoScore: givenScore / 100 }),
  );
  const odd = resultRow({ imageName: 'odd', givenScore: 90, photoScore: 0.3 });
  const shares = disagreements([...rows, odd], 1, false);
  assert.equal([shares.measure, names(shares.photos)], ['residual', ['odd']]);
  const turned = [...rows, odd].map((row) => resultRow({ ...row, photoScore: 100 - 100 * row.photoScore }));
  const lower = disagreements(turned, 1, true);
  assert.equal([lower.measure, names(lower.photos)], ['residual', ['odd']]);
});

test("the largest drop is the face that scores worst compared to its photo, in the metric's direction", () => {
  const rows = [
    resultRow({ imageName: 'worse', photoScore: 60, faceScore: 20 }),
    resultRow({ imageName: 'better', photoScore: 40, faceScore: 60 }),
    resultRow({ imageName: 'no face', photoScore: 99, faceScore: null }),
  ];
  assert.equal(names(largestDrops(rows, 5, false)), ['worse', 'better']);
  assert.equal(names(largestDrops(rows, 5, true)), ['better', 'worse']);
});

test('no rows, and a single row, give no undefined results', () => {
  assert.equal(disagreements([], 3, false).photos, []);
  assert.equal(names(disagreements([resultRow({ imageName: 'only' })], 3, true).photos), ['only']);
});

test.run();
