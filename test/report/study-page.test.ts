import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rejectChart } from '../../src/report/reject-chart.ts';
import { disagreements, largestDrops } from '../../src/report/standouts.ts';
import { studyCharts } from '../../src/report/study-charts.ts';
import { studyPage } from '../../src/report/study-page.ts';
import type { RejectSummary } from '../../src/study/reject-summary.ts';
import type { ResultRow } from '../../src/study/row.ts';
import { noAgreement } from '../../src/study/statistics.ts';
import type { Summary } from '../../src/study/summary.ts';
import { resultRow, summary } from './rows.ts';

function draw(rows: readonly ResultRow[], parts: Partial<Summary> = {}, reject: RejectSummary | null = null) {
  const whole = { ...summary, n: rows.length, ...parts };
  const charts = studyCharts(rows, whole);
  const page = studyPage({
    reject,
    summary: whole,
    charts,
    disagreements: disagreements(rows, 3, false),
    drops: largestDrops(rows, 3, false),
    thumbnails: new Map(),
    skipped: [],
    rowsWithoutPhoto: [],
    date: '2020-02-02',
  });
  return { charts: charts.map(({ name }) => name), page };
}

const rows = [40, 60, 50, 90].map((givenScore, i) =>
  resultRow({ imageName: `${i}.jpg`, givenScore, photoScore: givenScore + i, faceScore: 30 - i }),
);

test('the page names model, weights, protocol, seed, adapter, version and date', () => {
  const { page } = draw(rows);
  for (const fact of [
    'hyperiqa/authors/demo',
    'ab'.repeat(32),
    'demo, 10 of each',
    '<dd>7</dd>',
    'an adapter',
    '1.2.3',
  ])
    assert.ok(page.includes(fact), fact);
  assert.match(page, '2020-02-02');
});

test('figures have their intervals, and an undefined one says so', () => {
  const { page } = draw(rows);
  assert.match(page, '<td>0.910000<small>0.850 to 0.950</small></td>');
  assert.match(page, '<td>undefined</td>');
  assert.match(
    page,
    'rank correlation (SRCC) of 0.900 with MOS_zscore; the score of the face cut out of it, undefined',
  );
});

test('faces scored by another metric are compared with their photos instead of subtracted', () => {
  const ofFaces = { faceMetric: 'brisque', faceModel: 'brisque/live', faceMetricSha256: 'cd'.repeat(32) };
  const { charts, page } = draw(rows, ofFaces);
  assert.equal(charts.includes('face-against-photo'), true);
  assert.equal(charts.includes('drop-against-photo'), false);
  assert.match(page, 'How HyperIQA agrees with people on whole photos, and BRISQUE on faces');
  for (const fact of ['BRISQUE&#39;s score of its face, undefined', 'brisque/live', 'cd'.repeat(32), 'BRISQUE: ']) {
    assert.ok(page.replaceAll("'", '&#39;').includes(fact), fact);
  }
  assert.equal(draw(rows).charts.includes('drop-against-photo'), true);
});

test('faces of three sizes have a row each', () => {
  const face = { ...noAgreement, SRCC: 0.25, PLCC: 0.5 };
  const faceBySize = [10, 20, 30].map((from) => ({ from, to: from + 9, n: 12, face }));
  const { page } = draw(rows, { faceBySize });
  assert.match(page, /10 to 19 pixels<\/th><td>12<\/td><td>0\.250000<\/td><td>0\.500000/);
  assert.match(page, /scores of their photos<\/th><td>36<\/td><td>0\.400000<\/td><td>0\.500000/);
  assert.not.match(draw(rows).page, 'pixels</th>');
});

const reject: RejectSummary = {
  ...{ recogniser: 'a network', identityColumn: 'person', faces: 100, persons: 20, genuine: 200, impostors: 400 },
  ...{ askedFalseMatchRate: 1e-3, falseMatchRate: 0, threshold: 0.9 },
  measures: ['face-score', 'face-size'].map((name, i) => ({
    ...{ name, title: name, area: 0.1 + i },
    points: [0, 0.1, 0.2].map((rejected) => ({ rejected, falseNonMatchRate: 0.4 - rejected })),
  })),
};

test('with identities, the page has the area of each curve, and says which rate cannot be measured', () => {
  const { page } = draw(rows, {}, reject);
  assert.match(page, /face-size<\/th><td>1\.1000<\/td><td>0\.4000/);
  assert.match(page, '200 pairs of one person, 400 of two');
  assert.match(page, 'a false match rate of 0.001 cannot be measured');
  assert.not.match(draw(rows, {}, { ...reject, impostors: 1000 }).page, 'cannot be measured');
  const svg = rejectChart(reject);
  assert.match(svg, '100 faces of 20 persons');
  assert.is(svg.match(/<g class="line"/g)?.length, 1);
});

test('the page says that HyperIQA has seen KonIQ-10k, synthetic weights mean nothing, and what the nano model knows', () => {
  assert.match(draw(rows).page, 'some of those scored were used for training');
  assert.not.match(draw(rows).page, 'mean nothing');
  assert.match(draw(rows, { weightsSha256: null }).page, 'were never trained: these scores mean nothing');
  assert.match(draw(rows, { model: 'hyperiqa/nano/demo' }).page, 'synthetic distortions');
  const brisque = draw(rows, { metric: 'brisque', model: 'brisque/live', protocol: null, crops: null }).page;
  assert.not.match(brisque, 'KonIQ');
  assert.match(brisque, 'BRISQUE is lower for better photos');
});

test('a study without faces has two charts, and no row of figures for faces', () => {
  const whole = rows.map((row) => resultRow({ ...row, faceScore: null }));
  const { charts, page } = draw(whole, { faces: 'none', face: noAgreement });
  assert.equal(charts, ['photo-against-given', 'photo-histogram']);
  assert.not.match(page, '<th scope="row">Face</th>');
  assert.not.match(page, 'Largest drops');
});

test('studies of no photos and of one have a page as well', () => {
  for (const few of [[], rows.slice(0, 1)]) {
    const { page } = draw(few, { photo: noAgreement, face: noAgreement, intervals: null });
    assert.match(page, `Over ${few.length} photos`);
    assert.not.match(page, /NaN|Infinity/);
  }
});

test('the logistic fit has rows of its own', () => {
  const curve = { upper: 90, lower: 10, middle: 50, width: 9 };
  const afterLogistic = { photo: { ...summary.photo, SRCC: 0.123456, curve }, face: null };
  const { page } = draw(rows, { afterLogistic });
  assert.match(page, /Whole photo, after the logistic fit.*0\.123456/s);
  assert.not.match(page, 'Face, after the logistic fit');
});

test('names from tables are never markup', () => {
  const { page } = draw([resultRow({ imageName: '<script>alert(1)</script>.jpg' })], { scoreColumn: '</title><b>' });
  assert.not.match(page, '<script');
  assert.not.match(page, '</title><b>');
});

test.run();
