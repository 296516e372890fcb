import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Attention } from '../../src/graph/operators/nn/attention.ts';
import type { Shape } from '../../src/graph/tensor.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { checkEvery, randomValues } from './check.ts';

const { traits } = await openTestEngine();

const cases: readonly { title: string; x: Shape; heads: number; counts?: readonly number[] }[] = [
  { title: 'a single token', x: [1, 1, 192], heads: 1 },
  { title: 'heads of odd sizes', x: [2, 5, 45], heads: 3 },
  { title: 'one more token than a block', x: [1, 33, 192], heads: 1 },
  { title: 'heads of 64 and a number of tokens that is not a multiple of four', x: [1, 71, 384], heads: 2 },
  { title: 'several images', x: [2, 37, 192], heads: 1 },
  { title: 'ignored tokens', x: [2, 70, 192], heads: 1, counts: [1, 67] },
  { title: 'all tokens counted', x: [1, 64, 384], heads: 2, counts: [64] },
  { title: 'small heads, some tokens ignored', x: [2, 40, 96], heads: 4, counts: [40, 3] },
];

for (const { title, x, heads, counts } of cases) {
  test(`attention on every kernel: ${title}`, async () => {
    const operator: Attention = { kind: 'attention', heads };
    const inputs: Readonly<Record<number, Float32Array>> = counts === undefined ? {} : { 1: Float32Array.from(counts) };
    const serving = await checkEvery(operator, counts === undefined ? [x] : [x, [x[0]!]], { inputs });
    const size = x[2]! / 3 / heads;
    const bySubgroups = size === 64 && traits.subgroups !== null ? ['attention-subgroup'] : [];
    assert.equal(serving, [...bySubgroups, ...(size % 4 === 0 ? ['attention-tiled'] : []), 'attention-direct']);
  });
}

test('attention handles scores beyond the range of exponentials', async () => {
  const values = randomValues(2 * 45 * 192, 3).map((value) => value * 12);
  await checkEvery({ kind: 'attention', heads: 1 }, [[2, 45, 192]], { inputs: { 0: values } });
});

test.after(closeTestEngine);
test.run();
