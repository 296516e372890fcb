import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Activation, activations } from '../../src/graph/operators/activations.ts';
import type { Binary } from '../../src/graph/operators/nn/binary.ts';
import type { Unary } from '../../src/graph/operators/nn/unary.ts';
import { closeTestEngine } from '../engine.ts';
import { checkEvery, randomConstant, randomValues } from './check.ts';

/**
 * Values from -6 to 6, and values around which functions change; none below 0 for a root. WGSL allows the error of an
 * exponential to grow with its argument, so its arguments stay within -6 to 6.
 */
function argumentsOf(applied: Activation, count: number): Float32Array {
  const special = [0, 1e-3, -1e-3, 0.249, -0.251, 3, -3, 5.999, 30, -30];
  const values = randomValues(count, 7).map((value, i) => special[i] ?? value * 6);
  if (applied === 'exp') return values.map((value) => Math.min(Math.max(value, -6), 6));
  return applied === 'sqrt' ? values.map(Math.abs) : values;
}

for (const applied of Object.keys(activations) as Activation[]) {
  if (applied === 'none') continue;
  test(`${applied} is correct one and four elements at a time`, async () => {
    const operator: Unary = { kind: 'unary', function: applied };
    for (const shape of [[1, 3, 5, 7], [4, 33], [1]]) {
      const count = shape.reduce((a, b) => a * b);
      await checkEvery(operator, [shape], { inputs: { 0: argumentsOf(applied, count) } });
    }
  });
}

const shapes: readonly (readonly [title: string, a: readonly number[], b: readonly number[], quads: boolean])[] = [
  ['equal shapes', [2, 3, 5], [2, 3, 5], false],
  ['equal shapes of whole quads', [2, 3, 4], [2, 3, 4], true],
  ['a scalar', [3, 8], [1], true],
  ['a scalar as the first operand', [1], [3, 5], false],
  ['a row', [2, 3, 8], [8], true],
  ['a value for each channel', [2, 3, 4, 5], [3, 1, 1], true],
  ['a value for each channel as the first operand', [1, 3, 1, 1], [2, 3, 2, 2], true],
  ['a value for each position', [2, 3, 4, 5], [2, 1, 4, 5], true],
  ['both operands repeat', [3, 1, 5], [1, 4, 1], false],
  ['both operands repeat, alternating over six dimensions', [2, 1, 3, 1, 2, 1], [1, 3, 1, 2, 1, 4], true],
  ['fewer dimensions', [2, 3, 5], [3, 1], false],
];

for (const [title, a, b, quads] of shapes) {
  test(`the four operations broadcast: ${title}`, async () => {
    for (const applied of ['add', 'subtract', 'multiply', 'divide'] as const) {
      const operator: Binary = { kind: 'binary', function: applied, activation: 'none' };
      // Keeps the divisors away from 0.
      const divisors = randomValues(
        b.reduce((x, y) => x * y),
        3,
      ).map((value) => value + (value < 0 ? -0.5 : 0.5));
      const serving = await checkEvery(operator, [a, b], { inputs: { 1: divisors } });
      assert.is(serving.includes('binary-quads'), quads);
    }
  });
}

test('a binary operation applies an activation to its result', async () => {
  await checkEvery({ kind: 'binary', function: 'add', activation: 'relu' }, [
    [1, 65],
    [1, 65],
  ]);
  await checkEvery({ kind: 'binary', function: 'multiply', activation: 'tanh' }, [[4, 16], [16]]);
});

test('slopes for the whole tensor, per channel and per element are correct, on planes of whole quads and others', async () => {
  for (const shape of [
    [2, 3, 4, 6],
    [2, 3, 5, 7],
  ]) {
    for (const slope of [[1], [3], shape.slice(1)]) {
      await checkEvery({ kind: 'prelu', slope: randomConstant(slope) }, [shape]);
    }
  }
  await checkEvery({ kind: 'prelu', slope: randomConstant([13]) }, [[5, 13]]);
});

test('a constant gives its weights', async () => {
  await checkEvery({ kind: 'constant', weights: randomConstant([3, 7]) }, []);
});

test('all elements are computed if one row of workgroups does not hold the invocations', async () => {
  await checkEvery({ kind: 'unary', function: 'relu' }, [[65535 * 64 + 65]]);
});

test.after(closeTestEngine);
test.run();
