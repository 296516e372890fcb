import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failureLines, failureSummary, summaryLine, textLines } from '../../src/cli/infer/output-text.ts';
import { emptyTally, tallied } from '../../src/cli/infer/tally.ts';
import { formatScore } from '../../src/report/numbers.ts';
import { jsonLine, type PhotoReport, type ScoredReport } from '../../src/scoring/photo-report.ts';

const scored: ScoredReport = {
  adapter: 'some GPU',
  model: 'hyperiqa/authors/demo',
  file: 'a "b".jpg',
  warnings: [],
  ms: 1234,
  width: 640,
  height: 480,
  score: 76.784,
  scores: { hyperiqa: 76.784, brisque: 12.3 },
  results: [
    {
      ...{ metric: 'hyperiqa', checkpoint: 'hyperiqa-koniq', score: 76.784, better: 'higher', range: [0, 100] },
      crops: { frame: { width: 384, height: 512 }, side: 224, scores: [{ top: 24, left: 73, score: 76.784 }] },
    },
    { metric: 'brisque', checkpoint: 'brisque-live', score: 12.3, better: 'lower', range: [0, 100] },
  ],
  failures: [],
  crops: [{ top: 24, left: 73, score: 76.784 }],
  faces: [
    {
      ...{ confidence: 0.98765, box: [10.4, 20.6, 30, 40], score: 55.5, scores: { hyperiqa: 55.5, brisque: 40 } },
      ...{ brightness: 120, contrast: 50, sharpness: 300 },
      results: [
        { metric: 'hyperiqa', checkpoint: 'hyperiqa-koniq', score: 55.5, better: 'higher', range: [0, 100] },
        { metric: 'brisque', checkpoint: 'brisque-live', score: 40, better: 'lower', range: [0, 100] },
      ],
    },
  ],
};
const failed = { file: 'x.jpg', error: { code: 'IMAGE', message: 'x.jpg is empty.' } };

const tallyOf = (...reports: readonly PhotoReport[]) => reports.reduce(tallied, emptyTally);

test('a scored photo is one line of JSON with the documented keys in order', () => {
  const line = jsonLine(scored);
  assert.not.match(line, '\n');
  const { results, ...rest } = JSON.parse(line);
  const { results: expected, failures, ...others } = scored;
  assert.equal(failures, []);
  assert.equal(rest, others);
  assert.equal(results, [{ ...expected[0], crops: expected[0].crops?.scores }, expected[1]]);
  const keys = [
    'file',
    'width',
    'height',
    'score',
    'scores',
    'results',
    'crops',
    'faces',
    'model',
    'adapter',
    'warnings',
    'ms',
  ];
  assert.equal(Object.keys(JSON.parse(line)), keys);
});

test('with one metric only its score is written', () => {
  const face = { ...scored.faces[0], scores: { hyperiqa: 55.5 } };
  const json = JSON.parse(jsonLine({ ...scored, scores: { hyperiqa: 76.784 }, faces: [face] }));
  const keys = ['file', 'width', 'height', 'score', 'results', 'crops', 'faces', 'model', 'adapter', 'warnings', 'ms'];
  assert.equal(Object.keys(json), keys);
  const facts = ['brightness', 'contrast', 'sharpness'];
  assert.equal(Object.keys(json.faces[0]), ['confidence', 'box', 'score', ...facts, 'results']);
});

test('a failed photo has file, code and message', () => {
  assert.is(jsonLine(failed), '{"file":"x.jpg","error":{"code":"IMAGE","message":"x.jpg is empty."}}');
  assert.equal(textLines(failed), ['x.jpg is empty. (IMAGE)']);
  const unnamed = { file: 'x.jpg', error: { code: 'DEVICE_LOST', message: 'The device was lost.' } };
  assert.equal(textLines(unnamed), ['x.jpg: The device was lost. (DEVICE_LOST)']);
});

test('text has a line for the photo and one for each face', () => {
  assert.equal(textLines(scored), [
    'a "b".jpg  hyperiqa 76.78  brisque 12.30  640x480  1.23 s',
    '  face  hyperiqa 55.50  brisque 40.00  at 10,21 to 30,40  confidence 0.988',
  ]);
});

test('text has each warning on a line between the photo and its faces', () => {
  const lines = textLines({ ...scored, warnings: ['it is damaged', 'it is odd'] });
  assert.equal(lines.slice(1, 3), ['  warning  it is damaged', '  warning  it is odd']);
  assert.is(lines.length, 4);
});

const tooLarge = { metric: 'brisque', face: null, code: 'IMAGE_TOO_LARGE', message: 'too large.' } as const;
const inPart: ScoredReport = {
  ...scored,
  score: null,
  scores: { hyperiqa: 76.784 },
  results: [scored.results[0]!],
  failures: [tooLarge, { ...tooLarge, face: 0, code: 'IMAGE_TOO_SMALL' }],
};

test("if one metric fails, JSON has the others' scores and an error for each failure", () => {
  const json = JSON.parse(jsonLine(inPart));
  assert.equal([json.score, json.scores, json.errors], [null, { hyperiqa: 76.784 }, inPart.failures]);
  assert.not.ok('error' in json);
});

test("if one metric fails, text has the others' scores and a line with file, metric and reason", () => {
  assert.match(textLines(inPart)[0]!, /^a "b"\.jpg {2}hyperiqa 76\.78 {2}640x480/);
  assert.equal(failureLines(inPart), [
    'a "b".jpg: no score of brisque: too large. (IMAGE_TOO_LARGE)',
    'a "b".jpg, face 1: no score of brisque: too large. (IMAGE_TOO_SMALL)',
  ]);
  assert.is(
    summaryLine(tallyOf(scored, failed, inPart), 'some GPU', 900, true),
    '2 photos, 2 faces in 0.90 s on some GPU; 1 failed; 1 failed in part',
  );
  assert.is(summaryLine(tallyOf(scored), 'some GPU', 900, false), '1 photo in 0.90 s on some GPU');
  assert.is(
    failureSummary(tallyOf(scored, failed, inPart), 'csv'),
    '1 of 3 photos failed, 1 photo failed in part: the column error of the results says why.',
  );
  assert.is(failureSummary(tallyOf(failed), 'json'), '1 of 1 photo failed: the key error of the results says why.');
  assert.is(failureSummary(tallyOf(inPart), 'json'), '1 photo failed in part: the key errors of the results says why.');
  assert.is(failureSummary(tallyOf(scored), 'csv'), null);
});

test('a drawing that could not be written is reported beside the score', () => {
  const message = 'a.png: cannot be written: no space left on device (ENOSPC).';
  const undrawn: ScoredReport = { ...scored, failures: [{ metric: null, face: null, code: 'FILE', message }] };
  assert.equal(failureLines(undrawn), [`a "b".jpg: not drawn: ${message} (FILE)`]);
  assert.is(textLines(undrawn).length, 2);
  assert.equal(JSON.parse(jsonLine(undrawn)).errors, undrawn.failures);
});

test('the summary counts photos, faces and failures', () => {
  assert.is(
    summaryLine(tallyOf(scored, scored, failed), 'some GPU', 12345, true),
    '2 photos, 2 faces in 12.3 s on some GPU; 1 failed',
  );
  assert.is(summaryLine(tallyOf(scored), 'some GPU', 900, true), '1 photo, 1 face in 0.90 s on some GPU');
});

test('scores show four digits at either scale', () => {
  assert.equal([76.784, 0.71234, -0.05, 12345.6].map(formatScore), ['76.78', '0.7123', '-0.05000', '12346']);
});

test("a metric's words follow its score, and are in JSON", () => {
  const [first, ...others] = scored.results;
  const report = { ...scored, results: [{ ...first!, words: 'blurred, level 2 of 5' }, ...others] };
  assert.match(textLines(report)[0], /^a "b"\.jpg {2}hyperiqa 76\.78: blurred, level 2 of 5 {2}brisque /);
  assert.is(JSON.parse(jsonLine(report)).results[0].words, 'blurred, level 2 of 5');
});

test.run();
