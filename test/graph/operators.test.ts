/** The float64 references, with which all kernels are compared, against PyTorch in float64. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { cost, reference } from '../../src/graph/operators/index.ts';
import { runReference } from '../../src/graph/run-reference.ts';
import type { Shape } from '../../src/graph/tensor.ts';
import { cases } from './operator-cases.ts';
import { anyWeights, difference, hostTensor } from './tensors.ts';

interface Fixture {
  readonly seed: number;
  readonly cases: Readonly<Record<string, { readonly shape: Shape; readonly values: readonly number[] }>>;
}

const fixture: Fixture = JSON.parse(readFileSync('test/fixtures/operators.json', 'utf8'));

test('every case of the fixture has a graph here', () => {
  assert.equal(Object.keys(cases), Object.keys(fixture.cases));
});

for (const [name, expected] of Object.entries(fixture.cases)) {
  test(`${name}: the reference gives PyTorch's values`, async () => {
    const net = new GraphBuilder();
    const weights = anyWeights(fixture.seed);
    const output = cases[name]({
      net,
      input: (part, ...shape) => net.input(part, shape),
      weight: (part, ...shape) =>
        weights.constant(`${name}/${part}.${part === 'variance' ? 'running_var' : 'running_mean'}`, shape),
    });
    const graph = net.build([output]);
    const tensors = graph.inputs.map(async (value) => {
      return [value.name, await hostTensor(fixture.seed, `${name}/${value.name}`, value.shape)] as const;
    });
    const { y } = await runReference(graph, Object.fromEntries(await Promise.all(tensors)));
    assert.equal(y.shape, expected.shape);
    const error = difference(y.data, expected.values) / Math.max(1, ...expected.values.map(Math.abs));
    assert.ok(error < 1e-10, `largest difference ${error}`);
  });
}

test('the magnitude of a sum is not reduced by cancellation', async () => {
  const one = { shape: [1, 2], data: Float64Array.of(3, 4) };
  const weight = { key: 'w', shape: [1, 2], read: async () => Float32Array.of(4, -3) };
  const bias = { key: 'b', shape: [1], read: async () => Float32Array.of(-1) };
  const { output, magnitude } = await reference({ kind: 'linear', weight, bias, activation: 'relu' }, [one]);
  assert.equal([...output.data], [0]);
  assert.equal([...magnitude!], [25]);
});

test('a maximum has no magnitude, since nothing is added', async () => {
  const pool = {
    kind: 'pool2d',
    take: 'max',
    kernel: [1, 1],
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    rounding: 'floor',
    countPadding: false,
  } as const;
  assert.is((await reference(pool, [await hostTensor(0, 'x', [1, 1, 2, 2])])).magnitude, null);
});

test('softmax of values too large for an exponential is finite', async () => {
  const { output } = await reference({ kind: 'softmax', axis: 1 }, [
    { shape: [1, 2], data: Float64Array.of(1000, 1000) },
  ]);
  assert.equal([...output.data], [0.5, 0.5]);
});

test('channel-wise normalisation of zeros gives zeros', async () => {
  const scale = anyWeights(0).constant('scale', [3]);
  const zeros = { shape: [1, 3, 1, 1], data: new Float64Array(3) };
  const { output } = await reference({ kind: 'l2-normalise', scale, epsilon: 1e-10 }, [zeros]);
  assert.equal([...output.data].map(Math.abs), [0, 0, 0]);
});

test('a convolution counts two operations for each product and one for each addition of bias and residual', () => {
  const operator = {
    kind: 'conv2d',
    weight: anyWeights(0).constant('w', [4, 3, 3, 3]),
    bias: anyWeights(0).constant('b', [4]),
    stride: [1, 1],
    padding: [1, 1, 1, 1],
    dilation: [1, 1],
    groups: 1,
    activation: 'relu',
    slope: null,
  } as const;
  const output = [2, 4, 5, 6];
  const counted = cost(operator, [[2, 3, 5, 6], output], output);
  assert.is(counted.flops, 240 * (2 * 27 + 2));
  assert.is(counted.bytes, 4 * (180 + 240 + 240 + 108 + 4));
});

test.run();
