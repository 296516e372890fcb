/** Large photos in bands: the plan covers the whole photo, and bands change no bit of the result. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { halvingTaps } from '../../../src/graph/operators/brisque/half-size-cubic.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { planBands } from '../../../src/models/brisque/bands.ts';
import { type BrisqueMoments, brisqueMoments } from '../../../src/models/brisque/moments.ts';
import { brisqueGraph } from '../../../src/models/brisque/network.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { patternPhoto } from './photos.ts';

const partLength = 16384;
const windowAndNeighbour = 4;

/** Fails unless the bands provide each part of a plane once, in order, and hold all rows that the part depends on. */
function checkPlane(
  label: string,
  plane: { readonly height: number; readonly width: number },
  rows: number,
  bands: readonly { readonly top: number; readonly start: readonly [number, number]; readonly count: number }[],
): void {
  let done = 0;
  for (const { top, start, count } of bands) {
    assert.ok(
      top >= 0 && top + rows <= plane.height,
      `${label}: rows ${top} to ${top + rows} are not all in the plane`,
    );
    if (count === 0) continue;
    const first = (top + start[0]) * plane.width + start[1];
    assert.is(first, done * partLength, `${label}: the first element of part ${done}`);
    done += count;
    const last = Math.min(done * partLength, plane.height * plane.width) - 1;
    const least = Math.max(0, Math.floor(first / plane.width) - windowAndNeighbour);
    const most = Math.min(plane.height - 1, Math.floor(last / plane.width) + windowAndNeighbour);
    assert.ok(least >= top && most < top + rows, `${label}: rows ${least} to ${most} out of ${top} to ${top + rows}`);
  }
  assert.is(done, Math.ceil((plane.height * plane.width) / partLength), `${label}: parts`);
}

/** Checks the plan at both sizes; returns the number of bands. */
function checkPlan(width: number, height: number, elements?: number): number {
  const label = `${width}x${height}`;
  const { rows, halfRows, bands } = planBands(height, width, elements);
  const half = { height: Math.floor(height / 2), width: Math.floor(width / 2) };
  checkPlane(
    label,
    { height, width },
    rows,
    bands.map(({ top, whole }) => ({ top, ...whole })),
  );
  checkPlane(
    `${label} halved`,
    half,
    halfRows,
    bands.map(({ halfTop, half }) => ({ top: halfTop, ...half })),
  );
  const taps = halvingTaps(height);
  for (const { top, halfTop } of bands) {
    const [first, last] = [taps[halfTop], taps[halfTop + halfRows - 1]];
    assert.ok(first.positions[0] >= top, `${label}: half row ${halfTop} reads row ${first.positions[0]}, not ${top}`);
    assert.ok(last.positions[3] < top + rows, `${label}: row ${last.positions[3]} is read, beyond ${top + rows}`);
  }
  assert.ok(rows * width * 4 <= 128 * 2 ** 20, `${label}: ${rows} rows are more than every adapter binds`);
  return bands.length;
}

test("bands provide every part once, with all it depends on, and fit every adapter's bindings", () => {
  for (const elements of [1, 30_000]) {
    for (const width of [2, 3, 16, 127, 128, 500, 16383, 16385, 40_001]) {
      for (const height of [2, 3, 27, 28, 29, 61, 100, 511, 4000, 4001]) checkPlan(width, height, elements);
    }
  }
  assert.is(checkPlan(2048, 2048), 1);
  assert.is(checkPlan(8000, 6000), 12);
  for (const [width, height] of [
    [20_000, 10_000],
    [10_001, 19_999],
    [65_535, 3051],
  ])
    checkPlan(width, height);
  for (const [width, height] of [
    [2 ** 20, 190],
    [190, 2 ** 20],
    [2, 2 ** 20],
    [2 ** 20, 2],
  ])
    checkPlan(width, height);
});

async function momentsOf(photo: Photo, elements: number): Promise<BrisqueMoments & { readonly bands: number }> {
  const { width, height } = photo;
  const plan = planBands(height, width, elements);
  const program = await (await openTestEngine()).compile(brisqueGraph(plan.rows, plan.halfRows, width));
  const moments = await brisqueMoments(program, photo, plan);
  program.dispose();
  return { ...moments, bands: plan.bands.length };
}

for (const [pattern, width, height] of [
  ['waves', 640, 1001],
  ['noise', 333, 1500],
  ['blocks', 20_001, 75],
  ['flat', 640, 600],
] as const) {
  test(`${pattern} ${width}x${height}: the moments of all bands are bit for bit those of the whole photo`, async () => {
    const photo = patternPhoto({ pattern, width, height });
    const whole = await momentsOf(photo, Number.POSITIVE_INFINITY);
    const banded = await momentsOf(photo, 1);
    assert.is(whole.bands, 1);
    assert.ok(banded.bands > 3, `${banded.bands} bands`);
    assert.equal(banded.whole, whole.whole);
    assert.equal(banded.half, whole.half);
  });
}

test.after(closeTestEngine);
test.run();
