import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Activation } from '../../src/graph/operators/activations.ts';
import type { Linear } from '../../src/graph/operators/nn/linear.ts';
import type { Matmul } from '../../src/graph/operators/nn/matmul.ts';
import type { Shape } from '../../src/graph/tensor.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { check, checkEvery, randomConstant } from './check.ts';

const { traits } = await openTestEngine();

/** Kernels that serve every product: those that use subgroups, and those that use tiles. */
const everywhere = (kind: string) => [
  ...(traits.subgroups === null ? [] : [`${kind}-subgroup`]),
  ...[`${kind}-tiled64`, `${kind}-tiled32`],
];

interface Case {
  readonly title: string;
  readonly a: Shape;
  readonly b: Shape;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: boolean;
  readonly activation?: Activation;
  readonly residual?: Shape;
}

const cases: readonly Case[] = [
  { title: 'a single value', a: [1, 1], b: [1, 1] },
  { title: 'a row by a column', a: [1, 37], b: [37, 1] },
  { title: 'a column by a row', a: [37, 1], b: [1, 37] },
  { title: 'whole tiles', a: [64, 32], b: [32, 64] },
  { title: 'one more than a tile each way', a: [65, 33], b: [33, 65], bias: true },
  { title: 'one less than a tile each way', a: [63, 31], b: [31, 63], activation: 'relu' },
  { title: 'a left operand transposed', a: [19, 35], b: [19, 28], transposeA: true, bias: true },
  { title: 'a right operand transposed', a: [35, 19], b: [30, 19], transposeB: true },
  { title: 'both transposed', a: [19, 35], b: [30, 19], transposeA: true, transposeB: true, activation: 'gelu' },
  {
    title: 'a residual, then an activation',
    a: [7, 24],
    b: [24, 40],
    bias: true,
    activation: 'relu',
    residual: [7, 40],
  },
  { title: 'a residual of odd rows', a: [2, 5, 24], b: [2, 24, 13], residual: [2, 5, 13] },
  { title: 'heads of attention', a: [2, 3, 17, 16], b: [2, 3, 17, 16], transposeB: true },
  { title: 'attention weights times values', a: [2, 3, 17, 17], b: [2, 3, 17, 16] },
  { title: 'one right operand for a batch', a: [3, 5, 8], b: [8, 12] },
  { title: 'one left operand for a batch', a: [9, 8], b: [2, 2, 8, 12], bias: true },
  { title: 'operands that repeat alternately', a: [2, 1, 5, 6], b: [1, 3, 6, 7] },
  { title: 'operands that repeat alternately in four dimensions', a: [2, 1, 2, 1, 3, 4], b: [1, 2, 1, 3, 4, 5] },
  { title: 'a long sum', a: [3, 1000], b: [1000, 5] },
];

for (const { title, a, b, bias, residual, ...attributes } of cases) {
  test(`matrix products on every kernel: ${title}`, async () => {
    const columns = attributes.transposeB === true ? b[b.length - 2] : b[b.length - 1];
    const operator: Matmul = {
      kind: 'matmul',
      transposeA: attributes.transposeA ?? false,
      transposeB: attributes.transposeB ?? false,
      bias: bias === true ? randomConstant([columns]) : null,
      activation: attributes.activation ?? 'none',
    };
    const serving = await checkEvery(operator, residual === undefined ? [a, b] : [a, b, residual]);
    assert.equal(serving, ['matmul-direct', ...everywhere('matmul')]);
  });
}

const layers: readonly (readonly [x: Shape, outputs: number, activation: Activation, residual: boolean])[] = [
  [[1, 1], 1, 'none', false],
  [[3, 112], 14, 'none', false],
  [[1, 2048], 176, 'none', false],
  [[7, 63], 65, 'relu', false],
  [[2, 33, 20], 64, 'none', true],
  [[2, 2, 9, 17], 31, 'gelu', true],
  [[3, 130], 132, 'silu', true],
  [[40], 5, 'none', false],
  [[2, 3001], 70, 'relu', true],
  [[1, 2047], 3, 'none', false],
];

for (const [x, outputs, activation, residual] of layers) {
  for (const bias of [false, true]) {
    test(`linear layers on every kernel: [${x}] to ${outputs}${bias ? ' with a bias' : ''}`, async () => {
      const length = x[x.length - 1];
      const operator: Linear = {
        kind: 'linear',
        weight: randomConstant([outputs, length]),
        bias: bias ? randomConstant([outputs]) : null,
        activation,
      };
      const serving = await checkEvery(operator, residual ? [x, [...x.slice(0, -1), outputs]] : [x]);
      const quads = outputs % 4 === 0 ? ['linear-quads'] : [];
      const split = length >= 2048 ? ['linear-split'] : [];
      assert.equal(serving, ['linear', ...quads, ...split, ...everywhere('linear')]);
    });
  }
}

test('a sum of 25,088 equal terms keeps its digits on the kernels for few rows', async () => {
  const ones = { ...randomConstant([4, 25088]), read: async () => new Float32Array(4 * 25088).fill(1) };
  const operator: Linear = { kind: 'linear', weight: ones, bias: null, activation: 'none' };
  for (const kernel of ['linear', 'linear-quads', 'linear-split']) {
    for (const value of [0.1, 0.3, 0.7]) {
      await check(operator, [[1, 25088]], { kernel, inputs: { 0: new Float32Array(25088).fill(value) } });
    }
  }
});

test.after(closeTestEngine);
test.run();
