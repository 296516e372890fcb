import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { f16ToF32, f32ToF16 } from '../../src/formats/half.ts';
import type { Conv2d } from '../../src/graph/operators/nn/conv2d.ts';
import type { Precision } from '../../src/graph/rewrite.ts';
import type { Constant, Shape } from '../../src/graph/tensor.ts';
import { elementCount } from '../../src/graph/tensor.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { check, randomConstant, randomValues, servingKernels, singleNode } from './check.ts';

const { traits } = await openTestEngine('f16');

/**
 * Allowed error of sums in float16, in units of the sum of their products' magnitudes: four times float16's unit
 * roundoff of 2^-11. A step of 8 or 16 terms rounds its inputs and its running sum, mostly in directions that cancel.
 */
const halfBound = 2 ** -9;

/** Weights that are float16 numbers, once declared as such and once as float32. */
async function halves(shape: Shape): Promise<{ readonly stored: Constant; readonly widened: Constant }> {
  const { key, read } = randomConstant(shape);
  const values = f16ToF32(f32ToF16(await read()));
  const constant = { shape, read: async () => values };
  return { stored: { ...constant, key, dtype: 'f16' }, widened: { ...constant, key: `${key} widened` } };
}

function layer(weight: Constant, attributes: Partial<Conv2d> = {}): Conv2d {
  return {
    ...{ kind: 'conv2d', weight, bias: null, stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 },
    ...{ activation: 'none', slope: null, ...attributes },
  };
}

interface Case {
  readonly title: string;
  readonly input: Shape;
  readonly weight: Shape;
  readonly attributes?: Partial<Conv2d>;
  readonly residual?: Shape;
}

const cases: readonly Case[] = [
  { title: 'a 1x1 layer whose plane fills whole quads', input: [1, 16, 8, 8], weight: [32, 16, 1, 1] },
  {
    title: 'odd channels, prime sizes',
    input: [2, 17, 13, 11],
    weight: [65, 17, 3, 3],
    attributes: { padding: [1, 1, 1, 1] },
  },
  {
    title: 'a stem',
    input: [1, 3, 20, 20],
    weight: [31, 3, 7, 7],
    attributes: { stride: [2, 2], padding: [3, 3, 3, 3] },
  },
  { title: 'a long sum with a residual', input: [2, 300, 5, 5], weight: [70, 300, 1, 1], residual: [2, 70, 5, 5] },
  {
    title: 'groups as large as a tile',
    input: [2, 10, 5, 5],
    weight: [64, 5, 3, 3],
    attributes: { padding: [1, 1, 1, 1], groups: 2 },
  },
];

/** No kernel that sums in float16 serves these. */
const smallGroups: readonly Case[] = [
  {
    title: 'groups of 8',
    input: [2, 20, 6, 7],
    weight: [32, 5, 3, 3],
    attributes: { padding: [1, 1, 1, 1], groups: 4 },
  },
  {
    title: 'a depthwise layer',
    input: [2, 5, 9, 7],
    weight: [5, 1, 3, 3],
    attributes: { padding: [1, 1, 1, 1], groups: 5 },
  },
];

const shapesOf = ({ input, residual }: Case) => (residual === undefined ? [input] : [input, residual]);

for (const layerCase of [...cases, ...smallGroups]) {
  const { title, weight, attributes } = layerCase;
  const shapes = shapesOf(layerCase);
  test(`every kernel computes the same bits from weights stored as float16: ${title}`, async () => {
    const { stored, widened } = await halves(weight);
    const inputs = Object.fromEntries(shapes.map((shape, i) => [`x${i}`, randomValues(elementCount(shape), i + 1)]));
    const run = async (precision: Precision, constant: Constant, kernel: string) => {
      const engine = await openTestEngine(precision);
      const graph = singleNode(layer(constant, attributes), shapes);
      const program = await engine.compile(graph, { kernels: { conv2d: kernel } });
      const { y } = await program.run(inputs);
      program.dispose();
      return y;
    };
    for (const kernel of await servingKernels(layer(widened, attributes), shapes)) {
      assert.equal(await run('f16', stored, kernel), await run('f32', widened, kernel), kernel);
    }
  });
}

for (const layerCase of cases) {
  const { title, weight, attributes } = layerCase;
  const shapes = shapesOf(layerCase);
  // SwiftShader does not have shader-f16; lavapipe does.
  const onlyWithHalf = traits.shaderF16 ? test : test.skip;
  onlyWithHalf(`sums in float16 are near the float64 reference: ${title}`, async () => {
    const { stored } = await halves(weight);
    const operator = layer(stored, { ...attributes, bias: randomConstant([weight[0]]), activation: 'relu' });
    const kernels = (await servingKernels(operator, shapes, 'f16')).filter((name) => name.endsWith('-f16'));
    assert.ok(kernels.includes('conv2d-tiled-f16'));
    for (const kernel of kernels) await check(operator, shapes, { kernel, precision: 'f16', sumBound: halfBound });
  });
}

test('a layer takes half the memory in precision f16', async () => {
  const { stored } = await halves([64, 64, 1, 1]);
  const bytes = [];
  for (const precision of ['f16', 'f32'] as const) {
    const engine = await openTestEngine(precision);
    const graph = singleNode(layer(stored), [[1, 64, 4, 4]]);
    const program = await engine.compile(graph, { kernels: { conv2d: 'conv2d-rows8' } });
    bytes.push(program.memory.weightBytes - 64 * 4);
    program.dispose();
  }
  assert.equal(bytes, [64 * 64 * 2, 64 * 64 * 4]);
});

test('precision f16 rounds float32 weights; precision f32 keeps them and sums in float32', async () => {
  const weight = randomConstant([32, 16, 1, 1]);
  const values = f16ToF32(f32ToF16(await weight.read()));
  const rounded: Constant = { ...weight, key: `${weight.key} rounded by the test`, read: async () => values };
  const x0 = randomValues(16 * 64, 1);
  const run = async (constant: Constant, precision: Precision) => {
    const engine = await openTestEngine(precision);
    const program = await engine.compile(singleNode(layer(constant), [[1, 16, 8, 8]]), {
      kernels: { conv2d: 'conv2d-rows8' },
    });
    return (await program.run({ x0 })).y;
  };
  assert.equal(await run(weight, 'f16'), await run(rounded, 'f32'));
  assert.not.equal(await run(weight, 'f32'), await run(rounded, 'f32'));
  const serving = await servingKernels(layer((await halves([32, 16, 1, 1])).stored), [[1, 16, 8, 8]]);
  assert.equal(
    serving.filter((name) => name.endsWith('-f16')),
    [],
  );
});

test('a weight beyond float16 is refused by name in precision f16, and used in f32', async () => {
  const weight: Constant = { key: 'far.weight', shape: [1, 1, 1, 1], read: async () => Float32Array.of(-1e5) };
  const graph = singleNode(layer(weight), [[1, 1, 1, 1]]);
  try {
    await (await openTestEngine('f16')).compile(graph);
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof HyperIqaError && error.code === 'WEIGHTS');
    assert.match(error.message, /far\.weight becomes -Infinity in float16/);
  }
  const program = await (await openTestEngine()).compile(graph);
  assert.equal((await program.run({ x0: Float32Array.of(2) })).y, Float32Array.of(-2e5));
});

test.after(closeTestEngine);
test.run();
