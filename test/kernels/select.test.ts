/** Slices, gathered rows, resized planes and reductions. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Reduce } from '../../src/graph/operators/nn/reduce.ts';
import type { Slice } from '../../src/graph/operators/nn/slice.ts';
import { closeTestEngine } from '../engine.ts';
import { checkEvery, randomValues } from './check.ts';

function sliceOf(...ranges: readonly (readonly [start: number, end: number, step: number])[]): Slice {
  return { kind: 'slice', ranges: ranges.map(([start, end, step]) => ({ start, end, step })) };
}

test('slices from any start to any end and with steps are correct, for whole quads and others', async () => {
  await checkEvery(sliceOf([0, 7, 1]), [[7]]);
  await checkEvery(sliceOf([2, 3, 1], [0, 5, 3], [1, 7, 2]), [[3, 5, 7]]);
  await checkEvery(sliceOf([0, 2, 1], [0, 3, 1], [1, 6, 2], [0, 5, 2]), [[2, 3, 6, 5]]);
  assert.equal(await checkEvery(sliceOf([0, 2, 1], [1, 2, 1], [0, 8, 1]), [[2, 3, 8]]), ['slice-quads', 'slice']);
  assert.equal(await checkEvery(sliceOf([0, 3, 1], [4, 12, 1]), [[3, 12]]), ['slice-quads', 'slice']);
  assert.equal(await checkEvery(sliceOf([0, 3, 1], [3, 11, 1]), [[3, 12]]), ['slice']);
});

test('rows are gathered by index, and indices outside the table are clamped', async () => {
  const indices = Float32Array.of(4, 0, 2, 2, 9, -3);
  for (const row of [[], [3], [8], [2, 3]]) {
    await checkEvery(
      { kind: 'gather' },
      [
        [5, ...row],
        [2, 3],
      ],
      { inputs: { 1: indices } },
    );
  }
});

test('planes are resized by both alignments, larger, smaller and to one pixel', async () => {
  for (const alignment of ['corner-centres', 'half-pixel'] as const) {
    for (const [height, width] of [
      [7, 11],
      [2, 3],
      [1, 1],
      [17, 9],
      [5, 1300],
    ]) {
      await checkEvery({ kind: 'resize-bilinear', height, width, alignment }, [[2, 3, 5, 6]]);
    }
    await checkEvery({ kind: 'resize-bilinear', height: 3, width: 4, alignment }, [[1, 1, 1, 1]]);
    await checkEvery({ kind: 'resize-bilinear', height: 4, width: 33, alignment }, [[1, 1, 3, 2000]]);
  }
});

const functions: readonly Reduce['function'][] = [
  ...(['sum', 'mean', 'max', 'min'] as const),
  ...(['variance', 'unbiased-variance', 'deviation', 'unbiased-deviation'] as const),
];

for (const applied of functions) {
  test(`the ${applied} is correct over any axes`, async () => {
    const cases: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
      [[3, 5], [1]],
      [[3, 5], [0]],
      [
        [2, 3, 4, 5],
        [2, 3],
      ],
      [[2, 3, 4, 5], [1]],
      [
        [2, 3, 4, 5],
        [0, 2, 3],
      ],
      [
        [2, 3, 4, 5, 2, 3],
        [0, 2, 4],
      ],
      [
        [2, 3, 4, 5, 2, 3],
        [1, 3, 5],
      ],
      [[7], [0]],
    ];
    for (const [shape, axes] of cases) {
      for (const keepDims of [false, true]) {
        await checkEvery({ kind: 'reduce', function: applied, axes, keepDims }, [shape]);
      }
    }
  });

  test(`the ${applied} of many terms is correct when it is split into parts`, async () => {
    await checkEvery({ kind: 'reduce', function: applied, axes: [1], keepDims: false }, [[2, 100003]]);
    await checkEvery({ kind: 'reduce', function: applied, axes: [0], keepDims: false }, [[10007, 3]]);
  });
}

test('a variance is accurate where the mean is a hundred times the deviation', async () => {
  const values = randomValues(2000, 1).map((value) => value + 60);
  const operator: Reduce = { kind: 'reduce', function: 'variance', axes: [1], keepDims: false };
  await checkEvery(operator, [[2, 1000]], { inputs: { 0: values } });
});

test.after(closeTestEngine);
test.run();
