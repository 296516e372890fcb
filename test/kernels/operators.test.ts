import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reference } from '../../src/graph/operators/index.ts';
import type { Dropout } from '../../src/graph/operators/nn/dropout.ts';
import type { Pool2d } from '../../src/graph/operators/nn/pool2d.ts';
import { closeTestEngine } from '../engine.ts';
import { check, checkEvery, randomConstant } from './check.ts';

const relu = { activation: 'relu' } as const;
const none = { activation: 'none' } as const;

test('batch normalisation uses mean, variance, gamma, beta and epsilon', async () => {
  const statistics = (channels: number) => ({
    mean: randomConstant([channels]),
    variance: randomConstant([channels], 0.4, 0.5),
    gamma: randomConstant([channels]),
    beta: randomConstant([channels]),
    epsilon: 1e-5,
  });
  await checkEvery({ kind: 'batch-norm', ...statistics(3), ...none }, [[1, 3, 5, 7]]);
  await checkEvery({ kind: 'batch-norm', ...statistics(65), ...relu }, [[2, 65, 1, 1]]);
  await checkEvery({ kind: 'batch-norm', ...statistics(4), gamma: null, beta: null, ...relu }, [[3, 4, 13, 1]]);
  await checkEvery({ kind: 'batch-norm', ...statistics(5), ...relu }, [[2, 5, 4, 6]]);
  await checkEvery({ kind: 'batch-norm', ...statistics(7), activation: 'gelu' }, [[1, 7, 2, 2]]);
  const tiny = { variance: randomConstant([8], 1e-6, 2e-6) };
  await checkEvery({ kind: 'batch-norm', ...statistics(8), ...tiny, ...none }, [[1, 8, 3, 3]]);
});

function pool(
  take: Pool2d['take'],
  kernel: number,
  stride: number,
  padding: number,
  rounding: Pool2d['rounding'],
): Pool2d {
  return {
    kind: 'pool2d',
    take,
    kernel: [kernel, kernel],
    stride: [stride, stride],
    padding: [padding, padding, padding, padding],
    countPadding: true,
    rounding,
  };
}

for (const take of ['max', 'average'] as const) {
  test(`${take} pooling handles floor and ceil, padding, and truncated windows`, async () => {
    await check(pool(take, 3, 2, 1, 'floor'), [[1, 5, 11, 13]]);
    await check(pool(take, 3, 2, 0, 'ceil'), [[1, 4, 150, 10]]);
    await check(pool(take, 3, 2, 1, 'ceil'), [[2, 3, 8, 7]]);
    await check(pool(take, 7, 7, 0, 'floor'), [[2, 3, 56, 28]]);
    await check(pool(take, 1, 1, 0, 'floor'), [[1, 1, 1, 1]]);
    await check({ ...pool(take, 3, 2, 0, 'floor'), padding: [0, 1, 1, 0] }, [[1, 3, 8, 9]]);
    await check({ ...pool(take, 3, 2, 1, 'ceil'), countPadding: false }, [[1, 3, 8, 9]]);
    await check({ ...pool(take, 2, 2, 1, 'ceil'), kernel: [2, 3], stride: [2, 1] }, [[1, 3, 7, 9]]);
  });
}

test('global average pooling gives the mean of each channel', async () => {
  await checkEvery({ kind: 'global-average-pool' }, [[2, 67, 7, 7]]);
  await checkEvery({ kind: 'global-average-pool' }, [[1, 3, 1, 1]]);
  // Rounding errors of equal values add up.
  const inputs = { 0: new Float32Array(2 * 120 * 160).fill(0.1) };
  await checkEvery({ kind: 'global-average-pool' }, [[1, 2, 120, 160]], { inputs });
});

test('crops are cut from bytes at odd positions, and from photos whose size is not a multiple of a word', async () => {
  const table = randomConstant([3, 256]);
  const photo = Uint8Array.from({ length: 13 * 11 * 3 }, (_, i) => (i * 37 + 200) % 256);
  const corners = Float32Array.of(0, 0, 8, 6, 3, 5, 8, 0);
  const shapes = [
    [13, 11, 3],
    [4, 2],
  ];
  await check({ kind: 'crop-normalise', side: 5, table }, shapes, { inputs: { 0: photo, 1: corners } });
});

test('the whole target network is computed at once, for one image and for many', async () => {
  const widths = [224, 112, 56, 28, 14, 1];
  for (const batch of [1, 3]) {
    await check({ kind: 'target-net', widths }, [
      [batch, 224],
      [batch, 680, 7, 7],
      [batch, 225],
    ]);
  }
  const small = [5, 4, 3, 3, 2, 1];
  await check({ kind: 'target-net', widths: small }, [
    [2, 5],
    [2, 20 + 12 + 9 + 6],
    [2, 4 + 3 + 3 + 2 + 2 + 1],
  ]);
});

test('concatenation is correct along any axis', async () => {
  await check({ kind: 'concat', axis: 1 }, [
    [2, 16],
    [2, 16],
    [2, 176],
  ]);
  await check({ kind: 'concat', axis: 0 }, [
    [1, 3],
    [4, 3],
  ]);
  await check({ kind: 'concat', axis: 2 }, [
    [2, 3, 4, 5],
    [2, 3, 1, 5],
  ]);
});

test('permutations of two to six dimensions are correct, for rows of whole quads and others', async () => {
  await check({ kind: 'permute', order: [0, 2, 3, 1] }, [[2, 5, 7, 3]]);
  await check({ kind: 'permute', order: [2, 0, 1] }, [[4, 5, 6]]);
  await check({ kind: 'permute', order: [1, 0] }, [[13, 17]]);
  await check({ kind: 'permute', order: [3, 2, 1, 0] }, [[2, 3, 4, 5]]);
  await check({ kind: 'permute', order: [0, 1] }, [[3, 5]]);
  await check({ kind: 'permute', order: [4, 2, 0, 5, 1, 3] }, [[2, 3, 2, 3, 2, 3]]);
  const serving = await checkEvery({ kind: 'permute', order: [0, 2, 1, 3] }, [[2, 3, 5, 8]]);
  assert.equal(serving, ['permute-quads', 'permute']);
});

test('dropout is correct for probabilities from 0, odd sizes, and negative and large seeds', async () => {
  for (const [rows, channels, probability, repeats, seed] of [
    [1, 1, 0.5, 1, 0],
    [3, 65, 0.4, 7, -1],
    [2, 63, 0, 2, 5],
    [1, 4096, 0.999, 3, 2 ** 40 + 9],
  ] as const) {
    await check({ kind: 'dropout', probability, repeats, seed }, [[rows, channels]]);
  }
});

test('dropout keeps the requested share, and its repeats are independent', async () => {
  const [channels, repeats] = [4096, 64];
  const dropout: Dropout = { kind: 'dropout', probability: 0.4, repeats, seed: 0 };
  const ones = { shape: [1, channels], data: new Float64Array(channels).fill(1) };
  const { data } = (await reference(dropout, [ones])).output;
  const kept = data.reduce((count, value) => count + (value > 0 ? 1 : 0), 0) / data.length;
  // Four standard deviations for this number of draws.
  assert.ok(Math.abs(kept - 0.6) < 4 * Math.sqrt((0.6 * 0.4) / data.length), `${kept} are kept`);
  for (let t = 1; t < repeats; t++) {
    let both = 0;
    for (let c = 0; c < channels; c++) both += data[c]! > 0 && data[t * channels + c]! > 0 ? 1 : 0;
    const share = both / channels;
    assert.ok(Math.abs(share - 0.36) < 5 * Math.sqrt((0.36 * 0.64) / channels), `repeat ${t}: ${share} in both`);
  }
});

test('channel-wise L2 normalisation is correct at every position', async () => {
  await check({ kind: 'l2-normalise', scale: randomConstant([128]), epsilon: 1e-10 }, [[1, 128, 6, 7]]);
  await check({ kind: 'l2-normalise', scale: randomConstant([3]), epsilon: 1e-10 }, [[2, 3, 1, 5]]);
});

test.after(closeTestEngine);
test.run();
