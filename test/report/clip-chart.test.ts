import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clipChart } from '../../src/report/clip-chart.ts';

/** The chart of frames at these places, each with its place as its quality. */
function chartOf(frames: readonly number[], seconds: readonly number[] | null = null): string {
  const [score] = frames;
  const result = { checkpoint: '', score: score!, better: 'lower', range: [0, 100], worstTenth: score! } as const;
  return clipChart({ metric: 'brisque', ...result, frames }, { frames, seconds });
}

/** What the axis of time writes at its ticks. */
function ticksOf(frames: readonly number[], seconds: readonly number[] | null = null): readonly string[] {
  const [, axis] = /<g class="x-axis-tick-label"[^>]*>(.*?)<\/g>/s.exec(chartOf(frames, seconds))!;
  return [...axis!.matchAll(/>([^<]+)<\/text>/g)].map(([, label]) => label!);
}

test('the axis of frames has whole numbers only, and that of a single frame has its place alone', () => {
  assert.equal(ticksOf([0]), ['0']);
  assert.equal(ticksOf([0, 1, 2]), ['0', '1', '2']);
  assert.equal(ticksOf([0, 5]), ['0', '1', '2', '3', '4', '5']);
  for (const last of [11, 12, 13, 20, 300]) {
    const labels = ticksOf([0, last]);
    assert.ok(labels.length > 4 && labels.every((label) => /^\d+$/.test(label)), `to ${last}: ${labels}`);
  }
  assert.equal(ticksOf([0], [0.5]), ['0.50']);
  assert.ok(ticksOf([0, 1, 2], [0, 0.04, 0.08]).includes('0.04'));
});

test('figures are written as in the text output, and one frame is not "frames"', () => {
  assert.match(chartOf([20]), 'score 20.00 · worst tenth 20.00 · 1 frame · lower is better');
  assert.match(chartOf([0, 1, 2]), '· 3 frames ·');
});

test.run();
