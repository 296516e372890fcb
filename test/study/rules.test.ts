import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SayingCounter } from '../../src/study/further.ts';
import { markdownTable } from '../../src/study/markdown.ts';
import type { ResultRow } from '../../src/study/row.ts';
import { differences, formatRecord, parseRecord, type RunRecord, schemaOf } from '../../src/study/run-record.ts';
import { selectFace } from '../../src/study/selection.ts';
import { parseShard, shardOf, shardSize } from '../../src/study/shard.ts';
import type { SkippedPhoto } from '../../src/study/skipped.ts';
import { inOrder } from '../../src/study/streams.ts';
import { summarise } from '../../src/study/summarise.ts';

const sure = { confidence: 0.9, box: [0, 0, 10, 10] } as const;
const large = { confidence: 0.6, box: [5, 5, 25, 20] } as const;

test('a photo is represented by its only face, the most confident or the largest one', () => {
  assert.equal(selectFace([sure], 'one'), { kind: 'selected', face: sure });
  assert.equal(selectFace([sure, large], 'one'), { kind: 'skipped', reason: 'several-faces' });
  assert.equal(selectFace([sure, large], 'any'), { kind: 'selected', face: sure });
  assert.equal(selectFace([sure, large], 'largest'), { kind: 'selected', face: large });
  for (const rule of ['one', 'any', 'largest'] as const) {
    assert.equal(selectFace([], rule), { kind: 'skipped', reason: 'no-face' });
  }
});

test('every photo is in exactly one shard, and shards differ by at most one photo', () => {
  const photos = Array.from({ length: 23 }, (_, i) => i);
  const shards = Array.from({ length: 5 }, (_, i) => ({ index: i + 1, count: 5 }));
  const parts = shards.map((shard) => shardOf(photos, shard));
  assert.equal(
    parts.flat().sort((a, b) => a - b),
    photos,
  );
  assert.equal(
    parts.map((part) => part.length),
    shards.map((shard) => shardSize(23, shard)),
  );
  assert.equal(
    parts.map((part) => part.length),
    [5, 5, 5, 4, 4],
  );
  assert.equal(shardOf([1, 2], { index: 3, count: 3 }), []);
});

test('a shard is K/N with K from 1 to N', () => {
  assert.equal(parseShard('3/16'), { index: 3, count: 16 });
  for (const text of ['0/3', '4/3', '3', '1/0', '-1/2', '1/2/3', ' 1/2', '1.5/2']) {
    assert.throws(() => parseShard(text), /Expected a shard K\/N/, text);
  }
});

test('sorted sources are merged in order of code units', () => {
  const sources = [['B', 'a', 'ä'], [], ['A', 'b', '写']];
  const joined = inOrder(sources.map((names) => names.map((imageName) => ({ imageName })).values()));
  assert.equal(
    [...joined].map(({ imageName }) => imageName),
    ['A', 'B', 'a', 'b', 'ä', '写'],
  );
});

const record: RunRecord = {
  version: '0.1.0',
  metric: 'hyperiqa',
  model: 'hyperiqa/authors/demo',
  weightsSha256: 'ab',
  ...{ faceMetric: null, faceModel: null, faceMetricSha256: null },
  faceWeightsSha256: 'cd',
  detectorTiles: false,
  protocol: 'demo',
  crops: 10,
  seed: 7,
  faces: 'any',
  minConfidence: 0.5,
  maxMegapixels: 200,
  autoOrient: false,
  adapter: 'adapter',
  photos: 9,
  photosSha256: '01',
  scoresSha256: '02',
  nameColumn: 'image_name',
  scoreColumn: 'MOS_zscore',
  indicatorsSha256: null,
  carriedColumns: ['brightness'],
  commonReference: null,
  referenceColumn: null,
  furtherMetrics: [],
  wordsOf: [],
  excludeSha256: null,
  rawCsv: false,
  rowsWithoutPhoto: 2,
  shard: '1/1',
};

test('differences between two runs are named with both values', () => {
  assert.equal(differences(record, parseRecord(formatRecord(record), 'run.json')), []);
  assert.is(formatRecord(parseRecord(formatRecord(record), 'run.json')), formatRecord(record));
  const other = { ...record, seed: 8, carriedColumns: [] };
  assert.equal(differences(record, other), [
    'the seed (--seed) was 7 and is 8',
    'the columns of the indicators (--indicators) was ["brightness"] and is []',
  ]);
  assert.equal(differences(record, other, ['seed', 'carriedColumns']), []);
});

test('only a record with several metrics, or with words, names them', () => {
  assert.not.match(formatRecord(record), /furtherMetrics|wordsOf/);
  const further = { metric: 'cnniqa', model: 'cnniqa/live', weightsSha256: null, protocol: 'patches', crops: null };
  const several = { ...record, furtherMetrics: [further], wordsOf: ['s-cnn'] };
  assert.equal(parseRecord(formatRecord(several), 'run.json'), several);
  assert.equal(schemaOf(several).carriedColumns, ['cnniqa_predict_score', 's-cnn_words', 'brightness']);
});

test("a metric's statements are counted without their confidence", () => {
  const counter = new SayingCounter({ furtherMetrics: [], wordsOf: ['s-cnn'] });
  for (const [given, words] of [
    [40, 'blurred, level 2 of 5 (probability 0.99)'],
    [20, 'blurred, level 2 of 5 (probability 0.51)'],
    [90, 'noisy, level 1 of 5 (probability 0.4)'],
    [70, 'blurred (probability 0.9); noisy (probability 0.8)'],
    [50, 'blurred (probability 0.7); noisy (probability 0.6)'],
  ] as const) {
    counter.add({ ...row(given, 0, 0, 1), carried: [words] });
  }
  assert.equal(counter.sayings, [
    {
      metric: 's-cnn',
      said: [
        { words: 'blurred, level 2 of 5', photos: 2, meanGiven: 30 },
        { words: 'blurred; noisy', photos: 2, meanGiven: 60 },
        { words: 'noisy, level 1 of 5', photos: 1, meanGiven: 90 },
      ],
    },
  ]);
});

test('text that is not a record is refused with its name', () => {
  for (const text of ['', '{}', '[1]', 'null', '{"seed":']) {
    assert.throws(() => parseRecord(text, 'out/run.json'), /^out\/run\.json: it is not a run record/, text);
  }
});

function row(given: number, photoScore: number, faceScore: number, faces: number): ResultRow {
  const face = { score: faceScore, cropSd: null, confidence: 1, box: [0, 0, 1, 1] as const };
  const size = { width: 8, height: 8, carried: [''] };
  return { imageName: `${given}.jpg`, givenScore: given, photoScore, photoCropSd: null, face, faces, ...size };
}

const rows = [row(10, 12, 40, 1), row(20, 19, 10, 3), row(30, 33, 30, 1), row(40, 38, 20, 1), row(50, 51, 20, 2)];
const skipped = (['no-face', 'failed', 'without-row', 'excluded'] as const).map((reason): SkippedPhoto => {
  return { imageName: `${reason}.jpg`, reason, detail: '' };
});

test('a summary counts every photo once, and states what was computed with what', () => {
  const summary = summarise(record, rows, skipped, { resamples: 20, logistic: false });
  const { photos, noFace, oneFace, severalFaces, failed, withoutRow, excluded } = summary.selection;
  assert.equal([noFace, oneFace, severalFaces, failed, withoutRow, excluded], [1, 3, 2, 1, 1, 1]);
  assert.is(photos, noFace + oneFace + severalFaces + failed + withoutRow + excluded);
  assert.is(summary.n, 5);
  assert.is(summary.photo.MSE, (4 + 1 + 9 + 4 + 1) / 5);
  assert.ok(Math.abs(summary.photo.SRCC! - 1) < 1e-12);
  const [low, high] = summary.intervals!.photo.MSE!;
  assert.ok(low >= 1 && low <= 3.8 && high >= 3.8 && high <= 9, `${low} to ${high}`);
  assert.is(summary.afterLogistic, null);
  const { model, weightsSha256, seed, adapter, version } = summary;
  assert.equal([model, weightsSha256, seed, adapter, version], ['hyperiqa/authors/demo', 'ab', 7, 'adapter', '0.1.0']);
  assert.equal(Object.keys(summary).slice(0, 9), [
    'n',
    'photo',
    'face',
    'selection',
    'model',
    'weightsSha256',
    'seed',
    'adapter',
    'version',
  ]);
});

test('faces are compared within thirds of their size, from thirty faces on', () => {
  const many = Array.from({ length: 30 }, (_, i) => {
    const face = { ...rows[0]!.face!, score: i < 20 ? i : -i, box: [0, 0, 10 + i, 20 + i] as const };
    return { ...rows[0]!, imageName: `${i}`, givenScore: i, photoScore: 2 * i, face };
  });
  const summaryOf = (some: typeof many) => summarise(record, some, [], { resamples: 0, logistic: false });
  const groups = summaryOf(many).faceBySize.map(({ from, to, n, face }) => [from, to, n, Math.round(face.SRCC!)]);
  assert.equal(groups, [
    [15, 24, 10, 1],
    [25, 34, 10, 1],
    [35, 44, 10, -1],
  ]);
  assert.equal(summaryOf(many.slice(1)).faceBySize, []);
  assert.ok(summaryOf(many.slice(0, 20)).faceAgainstPhoto.PLCC! > 0.999);
});

test("the table has the study's columns, and dashes where faces were not searched for", () => {
  const whole = { ...record, faces: 'none' } as const;
  const faceless = rows.map((row) => ({ ...row, face: null, faces: null }));
  const table = markdownTable(summarise(whole, faceless, [], { resamples: 0, logistic: true }));
  const [header, rule, raw, fitted, end] = table.split('\n');
  assert.is(header, '| Model_name | PLCC | SRCC | KRCC | RMSE | MSE | face_PLCC | face_SRCC | face_MSE |');
  assert.match(rule!, /^\| --- (\| ---: ){8}\|$/);
  assert.match(
    raw!,
    /^\| hyperiqa\/authors\/demo \| 0\.99\d{4} \| 1\.000000 \| 1\.000000 \| 1\.949359 \| 3\.800000 \| – \| – \| – \|$/,
  );
  assert.match(fitted!, /^\| hyperiqa\/authors\/demo, after the logistic fit \| 0\.99\d{4} \|/);
  assert.is(end, '');
  const withIntervals = markdownTable(summarise(record, rows, [], { resamples: 20, logistic: false }));
  assert.match(withIntervals, /\| 3\.800000 \[\d\.\d{4}, \d\.\d{4}\] \|/);
});

test('without scored photos the summary has no figures', () => {
  const summary = summarise(record, [], skipped, { resamples: 20, logistic: true });
  assert.is(summary.n, 0);
  assert.equal(Object.values(summary.photo), [null, null, null, null, null]);
  assert.equal(summary.afterLogistic, { photo: null, face: null });
});

test.run();
