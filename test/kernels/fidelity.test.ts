/** The full-reference metrics' kernels against their float64 references: every source, every kernel forced, odd sizes. */
import { test } from 'uvu';
import type { DifferenceProducts } from '../../src/graph/operators/fidelity/difference-products.ts';
import type { Operator } from '../../src/graph/operators/index.ts';
import type { PairSource } from '../../src/graph/operators/photo-pair.ts';
import { elementCount, type Shape } from '../../src/graph/tensor.ts';
import { closeTestEngine } from '../engine.ts';
import { check, randomValues, servingKernels } from './check.ts';

/** Random bytes; a `spread` below 1 keeps them near the middle of the range. */
function bytes(shape: Shape, seed: number, spread = 1): Uint8Array {
  return Uint8Array.from(randomValues(elementCount(shape), seed), (value) => Math.floor(128 + 128 * spread * value));
}

/** The second photo is the first with every value changed by up to `distance`. */
function photoAndReference(shape: Shape, distance: number, spread = 1): Readonly<Record<number, Uint8Array>> {
  const photo = bytes(shape, 1, spread);
  const changes = randomValues(elementCount(shape), 2);
  return {
    0: photo,
    1: photo.map((value, i) => Math.min(Math.max(Math.round(value + distance * changes[i]), 0), 255)),
  };
}

/** Sums of 0..510 and differences of up to 40. */
function pairs(shape: Shape): Readonly<Record<number, Float32Array>> {
  return { 0: randomValues(elementCount(shape), 3).map((value, i) => (i % 2 === 0 ? 255 + 255 * value : 40 * value)) };
}

async function checkAll(
  operator: Operator,
  shapes: readonly Shape[],
  inputs: Readonly<Record<number, Float32Array | Uint8Array>>,
): Promise<void> {
  for (const kernel of await servingKernels(operator, shapes)) await check(operator, shapes, { kernel, inputs });
}

const differences: DifferenceProducts = { kind: 'difference-products' };

test('products of differences are exact, in full parts, short parts and parts of one pixel', async () => {
  for (const pixels of [1, 2, 3, 4, 5, 255, 256, 257, 1023, 4099]) {
    await checkAll(
      differences,
      [
        [pixels, 3],
        [pixels, 3],
      ],
      photoAndReference([pixels, 3], 300),
    );
  }
});

test('products of differences are exact where every pixel differs as much as possible', async () => {
  const [black, white] = [new Uint8Array(300 * 3), new Uint8Array(300 * 3).fill(255)];
  await checkAll(
    differences,
    [
      [300, 3],
      [300, 3],
    ],
    { 0: black, 1: white },
  );
});

const sizes = [
  [2, 2],
  [3, 2],
  [2, 5],
  [17, 33],
  [40, 24],
] as const;

test('photos are halved exactly, with the last pixel of an odd axis repeated', async () => {
  for (const size of sizes) {
    const shape = [...size, 3];
    await checkAll({ kind: 'half-size-pair', source: 'rgb' }, [shape, shape], photoAndReference(shape, 60));
    const pair = [3, ...size, 2];
    await checkAll({ kind: 'half-size-pair', source: 'pair' }, [pair], pairs(pair));
  }
});

/** All positions of the window in photos of this size. */
const all = (height: number, width: number) => [height - 10, width - 10] as const;

/** A single position, and sizes of parts and workgroups plus and minus one position. */
const ssimSizes = [
  [11, 11],
  [12, 14],
  [26, 15],
  [31, 60],
  [137, 25],
  [138, 26],
  [139, 27],
] as const;

for (const source of ['rgb', 'luma', 'pair'] as const satisfies readonly PairSource[]) {
  test(`SSIM of ${source} is correct at sizes around those of its parts`, async () => {
    for (const [height, width] of ssimSizes) {
      const operator: Operator = { kind: 'ssim-sums', source, counted: all(height, width), clamped: false };
      const shape = source === 'pair' ? [2, height, width, 2] : [height, width, 3];
      if (source === 'pair') await checkAll(operator, [shape], pairs(shape));
      else await checkAll(operator, [shape, shape], photoAndReference(shape, 60));
    }
  });
}

test('SSIM with negative terms is correct, whether they count or are 0', async () => {
  const shape = [50, 40, 3];
  for (const clamped of [false, true]) {
    const operator: Operator = { kind: 'ssim-sums', source: 'rgb', counted: all(50, 40), clamped };
    await checkAll(operator, [shape, shape], { 0: bytes(shape, 1), 1: bytes(shape, 2) });
  }
});

test('SSIM is correct for nearly flat photos of very different brightness', async () => {
  const shape = [80, 30, 3];
  const dark = bytes(shape, 1, 0.02).map((value) => value - 120);
  const bright = bytes(shape, 2, 0.02).map((value) => value + 120);
  const operator: Operator = { kind: 'ssim-sums', source: 'rgb', counted: all(80, 30), clamped: false };
  await checkAll(operator, [shape, shape], { 0: dark, 1: bright });
});

test('SSIM counts only the requested positions', async () => {
  const shape = [150, 44, 3];
  const operator: Operator = { kind: 'ssim-sums', source: 'rgb', counted: [128, 17], clamped: false };
  await checkAll(operator, [shape, shape], photoAndReference(shape, 60));
});

test.after(closeTestEngine);
test.run();
