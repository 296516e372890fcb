import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { histogramChart } from '../../src/report/histogram.ts';
import { mapChart } from '../../src/report/map-chart.ts';
import { onOneScale } from '../../src/report/range.ts';
import { mostPoints, type Point, scatterChart } from '../../src/report/scatter.ts';

/** Points near the line x = y, from 20 to 80. */
function points(count: number): readonly Point[] {
  return Array.from({ length: count }, (_, i) => {
    const level = 20 + (60 * i) / count;
    return { x: level + 5 * Math.sin(i), y: level + 5 * Math.cos(2.3 * i) };
  });
}

function scatter(data: readonly Point[], reference: 'equality' | 'zero' | 'none' = 'equality'): string {
  return scatterChart({
    title: 'MOS <b> & score',
    figures: ['SRCC 0.9'],
    x: 'score',
    y: 'MOS',
    points: data,
    reference,
  });
}

function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

/** The share of values below 200 when the file is drawn by a program without support for style sheets. */
async function inkOf(svg: string): Promise<number> {
  const { data } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
  assert.equal([...data.subarray(0, 3)], [255, 255, 255], 'the paper is white');
  return data.filter((value) => value < 200).length / data.length;
}

test('a scatter plot has a circle for each photo, a line of equality, a fitted line, and escaped text', async () => {
  const svg = scatter(points(300));
  assert.is(count(svg, /<circle /g), 300);
  assert.match(svg, 'n = 300 · SRCC 0.9');
  assert.match(svg, 'dashed: equality · line: least squares');
  assert.match(svg, 'stroke-dasharray="5,4"');
  assert.match(svg, 'MOS &lt;b&gt; &amp; score');
  assert.not.match(svg, '<b>');
  assert.ok((await inkOf(svg)) > 0.02, 'there is something to see');
});

test('ten thousand photos are drawn as hexagons, in a file below 200 KB that says so', async () => {
  const svg = scatter(points(10_000));
  assert.is(count(svg, /<circle /g), 0);
  assert.match(svg, 'stronger colour: more photos, logarithmic');
  assert.ok(svg.length < 200_000, `${svg.length} characters`);
  assert.ok((await inkOf(svg)) > 0.02, 'there is something to see');
  assert.is(count(scatter(points(mostPoints)), /<circle /g), mostPoints);
});

test('scores on another scale have axes of their own, without a line of equality', () => {
  const shares = points(50).map(({ x, y }) => ({ x: x / 100, y }));
  assert.not.match(scatter(shares), 'equality');
  assert.not.ok(onOneScale([0.2, 0.8], [20, 80]));
  assert.ok(onOneScale([20, 80], [35, 95]));
});

test('charts of no photos, of one, and of several with equal scores are drawn without a fit', () => {
  for (const data of [[], points(1), [1, 2, 3].map((y) => ({ x: 5, y }))]) {
    for (const reference of ['equality', 'zero', 'none'] as const) {
      const svg = scatter(data, reference);
      assert.match(svg, `n = ${data.length}`);
      assert.not.match(svg, /least squares|NaN|Infinity/);
    }
  }
});

test('a histogram states mean and deviation as the summary does, and works for one value and for none', () => {
  const svg = histogramChart({ title: 'Scores', label: 'score', values: [10, 20, 30, 40] });
  assert.match(svg, 'n = 4 · mean 25.00 · standard deviation 12.91<');
  const large = histogramChart({ title: 'Sharpness', label: 'variance', values: [12_000, 14_000] });
  assert.match(large, 'n = 2 · mean 13000 · standard deviation 1414<');
  assert.is(count(svg, /<rect /g), 5, 'four bars and the paper');
  assert.not.match(svg, />0\.5</, 'ticks at half a photo');
  for (const values of [[], [3]]) {
    const small = histogramChart({ title: 'Scores', label: 'score', values });
    assert.match(small, `n = ${values.length}`);
    assert.not.match(small, /NaN|Infinity|deviation/);
  }
});

test('a map has a circle for each photo in order, coloured from lowest to highest', () => {
  const data = [3, 1, 2].map((score) => ({ x: score, y: -score, score }));
  const svg = mapChart({ title: 'Map', axes: null, points: data, scoreLabel: 'score' });
  const fills = [...svg.matchAll(/<circle [^>]*fill="([^"]+)"/g)].map(([, fill]) => fill);
  // The ends and the middle of viridis.
  assert.equal(fills, ['#fde725', '#440154', '#21918c']);
});

test.run();
