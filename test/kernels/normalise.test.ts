/** Softmax, and normalisation of layers and groups. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { GroupNorm } from '../../src/graph/operators/nn/group-norm.ts';
import type { LayerNorm } from '../../src/graph/operators/nn/layer-norm.ts';
import { closeTestEngine } from '../engine.ts';
import { checkEvery, randomConstant, randomValues } from './check.ts';

test('softmax is correct along any axis, for lines of two elements and of thousands', async () => {
  await checkEvery({ kind: 'softmax', axis: 2 }, [[1, 97, 2]]);
  await checkEvery({ kind: 'softmax', axis: 1 }, [[2, 21, 5]]);
  await checkEvery({ kind: 'softmax', axis: 0 }, [[1, 4]]);
  assert.equal(await checkEvery({ kind: 'softmax', axis: 2 }, [[2, 3, 193]]), ['softmax', 'softmax-workgroup']);
  await checkEvery({ kind: 'softmax', axis: 1 }, [[3, 5003]]);
});

test('softmax handles values beyond the range of exponentials', async () => {
  const values = randomValues(300, 5).map((value) => value * 3 + 1000);
  await checkEvery({ kind: 'softmax', axis: 1 }, [[3, 100]], { inputs: { 0: values } });
});

function layerNorm(dimensions: number, shape: readonly number[], attributes: Partial<LayerNorm> = {}): LayerNorm {
  const affine = { gamma: randomConstant(shape), beta: randomConstant(shape) };
  return { kind: 'layer-norm', dimensions, ...affine, epsilon: 1e-5, activation: 'none', ...attributes };
}

test('layer normalisation is correct over one or several trailing dimensions', async () => {
  await checkEvery(layerNorm(1, [384]), [[2, 7, 384]]);
  await checkEvery(layerNorm(1, [5]), [[3, 5]]);
  await checkEvery(layerNorm(2, [6, 11]), [[3, 6, 11]]);
  await checkEvery(layerNorm(1, [97], { gamma: null, beta: null, epsilon: 1e-6 }), [[4, 97]]);
  await checkEvery(layerNorm(1, [65], { activation: 'gelu' }), [[9, 65]]);
});

test('layer normalisation is correct where the mean is a hundred times the deviation, and for constant rows', async () => {
  const far = randomValues(7 * 300, 2).map((value) => value + 60);
  await checkEvery(layerNorm(1, [300]), [[7, 300]], { inputs: { 0: far } });
  await checkEvery(layerNorm(1, [33]), [[2, 33]], { inputs: { 0: new Float32Array(66).fill(0.5) } });
});

test('layer normalisation is correct where the first four of every 64 values are far from the others', async () => {
  const outliers = randomValues(3 * 512, 4).map((value, i) => value + (i % 64 < 4 ? 1000 : 0));
  await checkEvery(layerNorm(1, [512]), [[3, 512]], { inputs: { 0: outliers } });
});

function groupNorm(groups: number, channels: number, attributes: Partial<GroupNorm> = {}): GroupNorm {
  const affine = { gamma: randomConstant([channels]), beta: randomConstant([channels]) };
  return { kind: 'group-norm', groups, ...affine, epsilon: 1e-6, activation: 'none', ...attributes };
}

test('group normalisation is correct from one group to one per channel', async () => {
  await checkEvery(groupNorm(1, 6), [[2, 6, 5, 7]]);
  await checkEvery(groupNorm(3, 6), [[2, 6, 5, 7]]);
  await checkEvery(groupNorm(6, 6), [[2, 6, 5, 7]]);
  await checkEvery(groupNorm(4, 12, { gamma: null, beta: null }), [[1, 12, 1, 1]]);
  await checkEvery(groupNorm(2, 4, { activation: 'relu' }), [[3, 4, 9]]);
  await checkEvery(groupNorm(2, 8), [[1, 8, 61, 67]]);
});

test.after(closeTestEngine);
test.run();
