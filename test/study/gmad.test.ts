import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gmadPairs, type PhotoScores, tolerance } from '../../src/study/gmad.ts';

/** The first score rises evenly from 0 to 100; the second is unrelated to it. */
const photos: readonly PhotoScores[] = Array.from({ length: 501 }, (_, i) => ({
  imageName: `${i}`,
  scores: [i / 5, (i * 37) % 101],
}));

test('a pair is at its level of the defender, and no two photos at this level differ more by the attacker', () => {
  const pairs = gmadPairs(photos, 5);
  assert.equal(
    pairs.map(({ defender, level }) => [defender, level]),
    [0, 1].flatMap((defender) => [1, 2, 3, 4, 5].map((level) => [defender, level])),
  );
  // The first score's quantiles of 5 % and 95 % are 5 and 95.
  const reach = tolerance * 90;
  for (const { levelScore, high, low } of pairs.filter(({ defender }) => defender === 0)) {
    const alike = photos.filter(({ scores }) => Math.abs(scores[0] - levelScore) <= reach);
    const range = alike.map(({ scores }) => scores[1]);
    assert.ok(alike.includes(high) && alike.includes(low));
    assert.equal([high.scores[1], low.scores[1]], [Math.max(...range), Math.min(...range)]);
  }
});

test('a photo is in at most one pair of a defender, however close the levels are', () => {
  for (const defender of [0, 1]) {
    const shown = gmadPairs(photos, 100)
      .filter((pair) => pair.defender === defender)
      .flatMap(({ high, low }) => [high.imageName, low.imageName]);
    assert.is(new Set(shown).size, shown.length);
  }
});

test('an attacker that scores all photos equally gives no pair, nor does a single photo', () => {
  const same = photos.map(({ imageName, scores }): PhotoScores => ({ imageName, scores: [scores[0], 3] }));
  assert.equal(
    gmadPairs(same, 5).filter(({ defender }) => defender === 0),
    [],
  );
  assert.equal(gmadPairs(photos.slice(0, 1), 5), []);
  assert.equal(gmadPairs([], 5), []);
});

test.run();
