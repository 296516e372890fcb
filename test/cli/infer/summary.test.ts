import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openSummary } from '../../../src/cli/infer/summary.ts';
import { brisque } from '../../../src/models/brisque/model.ts';
import { hyperIqa } from '../../../src/models/hyperiqa/model.ts';
import { face, failed, scored } from './reports.ts';

const metrics = [hyperIqa, brisque].map((model) => ({ model, checkpoint: model.checkpoints[0]! }));

test('a summary has count, mean, median, sample deviation and the five worst photos of each metric', () => {
  const summary = openSummary(metrics, metrics);
  for (const [i, score] of [10, 40, 30, 20, 60, 50].entries()) {
    summary.add(scored(`${i}.jpg`, score, { scores: { hyperiqa: score, ...(i < 2 ? { brisque: score } : {}) } }));
  }
  summary.add(failed('x.jpg'));
  assert.equal(summary.lines(), [
    'hyperiqa: higher is better; 6 photos, mean 35.00, median 35.00, deviation 18.71',
    '  worst  10.00  0.jpg',
    '         20.00  3.jpg',
    '         30.00  2.jpg',
    '         40.00  1.jpg',
    '         50.00  5.jpg',
    'brisque: lower is better; 2 photos, mean 25.00, median 25.00, deviation 21.21',
    '  worst  40.00  1.jpg',
    '         10.00  0.jpg',
  ]);
});

test('faces are summarised as well, each with its photo', () => {
  const [quality] = metrics;
  const summary = openSummary([], [quality!]);
  summary.add(scored('a.jpg', 1, { faces: [face(30), face(10)] }));
  summary.add(scored('b.jpg', 1, { faces: [face(20)] }));
  assert.equal(summary.lines(), [
    'hyperiqa of faces: higher is better; 3 faces, mean 20.00, median 20.00, deviation 10.00',
    '  worst  10.00  a.jpg',
    '         20.00  b.jpg',
    '         30.00  a.jpg',
  ]);
});

test('without photos, or with infinite scores, undefined figures are left out', () => {
  const summary = openSummary(metrics.slice(0, 1), []);
  assert.equal(summary.lines(), ['hyperiqa: higher is better; 0 photos']);
  for (const score of [1, Infinity]) summary.add(scored('a\n.jpg', score));
  assert.is(summary.lines()[0], 'hyperiqa: higher is better; 2 photos, mean Infinity, median Infinity');
  assert.is(summary.lines()[1], '  worst  1.000  a\\n.jpg');
});

test.run();
