import { test } from 'uvu';
import { halvingTaps, packedTaps } from '../../src/graph/operators/brisque/half-size-cubic.ts';
import { closeTestEngine } from '../engine.ts';
import { check } from './check.ts';

const sizes = [
  [2, 2],
  [3, 7],
  [16, 16],
  [17, 5],
  [5, 64],
  [131, 151],
] as const;

test('halved planes equal the float64 reference at odd and even sizes, whole and in bands', async () => {
  const halved = (shape: readonly number[], photoHeight: number, first: number, count: number, top: number) => {
    const rows = packedTaps(halvingTaps(photoHeight).slice(first, first + count), top);
    return check({ kind: 'half-size-cubic' }, [shape, [count, 8]], { inputs: { 1: rows } });
  };
  for (const [height, width] of sizes) await halved([1, 1, height, width], height, 0, Math.floor(height / 2), 0);
  await halved([2, 3, 9, 11], 9, 0, 4, 0);
  // A band of rows 10 to 29 of 131, which determine rows 6 to 13 at half size.
  await halved([1, 1, 20, 33], 131, 6, 8, 10);
});

test('contrast is normalised within windows that reach over every border', async () => {
  for (const [height, width] of sizes) await check({ kind: 'mscn' }, [[1, 1, height, width]]);
  await check({ kind: 'mscn' }, [[2, 3, 9, 11]]);
  await check({ kind: 'mscn' }, [[1, 1, 1, 1]]);
});

test('moments of a plane and of its products with neighbours are correct in one part and in several, from any start', async () => {
  const moments = (shape: readonly number[], row = 0, column = 0) =>
    check({ kind: 'neighbour-moments' }, [shape, [2]], { inputs: { 1: Float32Array.of(row, column) } });
  for (const [height, width] of sizes) await moments([1, 1, height, width]);
  await moments([2, 3, 129, 131]);
  await moments([1, 1, 1, 1]);
  await moments([1, 1, 131, 151], 3, 150);
  await moments([1, 1, 131, 151], 0, 1);
  await moments([1, 1, 16, 16], 16, 0);
});

test.after(closeTestEngine);
test.run();
