import { test } from 'uvu';
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

test('planes are halved as by float64 taps, at odd and even sizes', async () => {
  for (const [height, width] of sizes) await check({ kind: 'halve' }, [[1, 1, height, width]]);
  await check({ kind: 'halve' }, [[2, 3, 9, 11]]);
});

test('contrast is normalised within windows that reach over every border', async () => {
  for (const [height, width] of sizes) await check({ kind: 'mscn' }, [[1, 1, height, width]]);
  await check({ kind: 'mscn' }, [[2, 3, 9, 11]]);
  await check({ kind: 'mscn' }, [[1, 1, 1, 1]]);
});

test('moments of a plane and of its products with neighbours, in one part and in several', async () => {
  for (const [height, width] of sizes) await check({ kind: 'pairmoments' }, [[1, 1, height, width]]);
  await check({ kind: 'pairmoments' }, [[2, 3, 129, 131]]);
  await check({ kind: 'pairmoments' }, [[1, 1, 1, 1]]);
});

test.after(closeTestEngine);
test.run();
