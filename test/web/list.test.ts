/** How the page presents scores and times: order, colours, words. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ErrorCode } from '../../src/errors.ts';
import { colourAt, domainOf } from '../../web/page/colour-scale.ts';
import { formatBytes, formatScore, formatTimeLeft } from '../../web/page/format.ts';
import { fromFiles } from '../../web/page/intake.ts';
import { lackOf } from '../../web/page/state/backlog.ts';
import { Pace } from '../../web/page/state/pace.ts';
import { type PhotoEntry, photoEntry, type Scored } from '../../web/page/state/photo.ts';
import { sorted } from '../../web/page/state/sorting.ts';
import type { Result } from '../../web/protocol.ts';

function photo(id: number, name: string, score: number | null): PhotoEntry {
  const entry = photoEntry(id, { name, file: new Blob() });
  if (score === null) return entry;
  const result: Result = {
    ...{
      score,
      scores: { hyperiqa: score },
      results: [],
      failures: [],
      faces: [],
      crops: null,
      model: '',
      adapter: '',
      milliseconds: 1,
    },
  };
  entry.status.value = { kind: 'scored', reference: null, result, facesSought: true, stamp: '' };
  return entry;
}

test('photos without a score come last, in either direction', () => {
  const photos = [photo(1, 'a', null), photo(2, 'b', 30), photo(3, 'c', 70), photo(4, 'd', null)];
  const ids = (descending: boolean) => sorted(photos, { by: 'metric:hyperiqa', descending }).map(({ id }) => id);
  assert.equal(ids(true), [3, 2, 1, 4]);
  assert.equal(ids(false), [2, 3, 1, 4]);
});

test('infinite scores are above all others and equal to each other', () => {
  const photos = [photo(1, 'a', Infinity), photo(2, 'b', 30), photo(3, 'c', Infinity), photo(4, 'd', 70)];
  const ids = (descending: boolean) => sorted(photos, { by: 'metric:hyperiqa', descending }).map(({ id }) => id);
  assert.equal(ids(true), [1, 3, 4, 2]);
  assert.equal(ids(false), [2, 4, 1, 3]);
  assert.is(formatScore(Infinity, [0, 100]), '∞');
});

test('trying again is offered for failures whose cause is neither the photo nor its reference', () => {
  const lackAfter = (code: ErrorCode, stamp: string) => {
    const entry = photoEntry(1, { name: 'a', file: new Blob() });
    entry.status.value = { kind: 'failed', error: { code, message: '' }, stamp };
    return lackOf(entry, 'now');
  };
  for (const code of ['DOWNLOAD', 'DEVICE_LOST', 'OUT_OF_MEMORY'] as const) assert.is(lackAfter(code, 'now'), 'failed');
  for (const code of ['IMAGE_TOO_SMALL', 'LIMIT', 'REFERENCE'] as const) {
    assert.equal([lackAfter(code, 'now'), lackAfter(code, 'before')], [null, 'outdated']);
  }
  assert.is(lackAfter('IMAGE', 'before'), null);

  const kept = photo(1, 'a', 50);
  const lack = (code: ErrorCode, failedAt: string) => {
    const lastAttempt = { kind: 'failed', error: { code, message: '' }, stamp: failedAt } as const;
    kept.status.value = { ...(kept.status.value as Scored), stamp: 'then', lastAttempt };
    return lackOf(kept, 'now');
  };
  assert.equal([lack('DOWNLOAD', 'now'), lack('LIMIT', 'now'), lack('LIMIT', 'before')], ['failed', null, 'outdated']);
});

test('names are sorted by the numbers in them', () => {
  const photos = ['IMG_10', 'IMG_9', 'IMG_100'].map((name, id) => photo(id, name, null));
  const names = sorted(photos, { by: 'name', descending: false }).map(({ name }) => name);
  assert.equal(names, ['IMG_9', 'IMG_10', 'IMG_100']);
});

test('the colour scale becomes steadily lighter, so that it works without colour vision', () => {
  const lightness = Array.from({ length: 21 }, (_, i) => {
    const [r, g, b] = (colourAt(i / 20).fill.match(/\d+/g) ?? []).map(Number);
    return 0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2;
  });
  for (let i = 1; i < lightness.length; i++) assert.ok(lightness[i] > lightness[i - 1], `at ${i / 20}`);
});

test('text on the colour scale has a contrast of at least 4.5', () => {
  for (let at = 0; at <= 1; at += 0.02) {
    const { fill, ink } = colourAt(at);
    const [r, g, b] = (fill.match(/\d+/g) ?? []).map((value) => {
      const share = Number(value) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    const contrast = ink === '#000' ? light / 0.05 : 1.05 / light;
    assert.ok(contrast >= 4.5, `${contrast.toFixed(2)} at ${at.toFixed(2)}`);
  }
});

test('a colour scale of nearly equal scores spans a tenth of the model’s range', () => {
  assert.equal(
    domainOf([50, 50.2], [0, 100]).map((end) => end.toFixed(1)),
    ['45.1', '55.1'],
  );
  assert.equal(domainOf([20, 80], [0, 100]), [20, 80]);
});

test('the speed is that of the finished photos, and the rest is estimated from it', () => {
  const pace = new Pace();
  pace.add(6);
  pace.begin(1000);
  assert.is(pace.progress.perSecond, null);
  pace.finish(1500, false);
  pace.finish(2000, true);
  assert.equal(pace.progress, { done: 2, total: 6, failed: 1, perSecond: 2, secondsLeft: 2 });
  for (let i = 0; i < 3; i++) pace.drop();
  assert.is(pace.finished, false);
  pace.finish(2500, false);
  assert.is(pace.finished, true);
});

test("figures have enough digits to distinguish photos on their model's scale", () => {
  assert.is(formatScore(54.86, [0, 100]), '54.9');
  assert.is(formatScore(0.5486, [0, 1]), '0.549');
  assert.is(formatScore(123456.7, [0, 100]), '123457');
  assert.is(formatBytes(2_614_512), '2.6 MB');
  assert.is(formatTimeLeft(42), 'about 45 s left');
});

test('among chosen files, checkpoints are weights and everything else is tried as a photo', () => {
  const { photos, weights, leftOut } = fromFiles([
    new File([], 'b.jpg'),
    new File([], 'a.heic'),
    new File([], 'koniq_pretrained.pkl'),
  ]);
  assert.equal(
    photos.map(({ name }) => name),
    ['a.heic', 'b.jpg'],
  );
  assert.equal(
    weights.map(({ name }) => name),
    ['koniq_pretrained.pkl'],
  );
  assert.is(leftOut, 0);
});

test.run();
