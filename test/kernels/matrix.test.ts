/** Products by subgroup matrices: the choice of their form, how subgroups share a tile, and results where adapters have them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { f16ToF32, f32ToF16 } from '../../src/formats/half.ts';
import { chooseKernel } from '../../src/gpu/kernel-choice.ts';
import type { Operator } from '../../src/graph/operators/index.ts';
import type { Conv2d } from '../../src/graph/operators/nn/conv2d.ts';
import type { Constant, Shape } from '../../src/graph/tensor.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import type { DeviceTraits, MatrixForm } from '../../src/kernels/kernel.ts';
import { bestForm, type MatrixConfig, shareOf } from '../../src/kernels/matrix-form.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { check, randomConstant, randomValues, servingKernels, singleNode } from './check.ts';

const config = (componentType: string, resultComponentType: string, M: number, N: number, K: number): MatrixConfig => ({
  ...{ componentType, resultComponentType, M, N, K },
});

/** Configurations and sizes of subgroups that adapters offer, and the form that is chosen. */
const adapters: readonly {
  readonly title: string;
  readonly configs: readonly MatrixConfig[];
  readonly subgroups: DeviceTraits['subgroups'];
  readonly form: MatrixForm | null;
}[] = [
  {
    title: 'NVIDIA',
    configs: [config('f16', 'f16', 16, 16, 16), config('f16', 'f32', 16, 8, 8), config('f16', 'f32', 16, 16, 16)],
    subgroups: { min: 32, max: 32 },
    form: { operands: 'f16', rows: 16, columns: 16, depth: 16 },
  },
  {
    title: 'AMD with subgroups of 32 to 64',
    configs: [config('f16', 'f32', 16, 16, 16), config('u8', 'u32', 16, 16, 16)],
    subgroups: { min: 32, max: 64 },
    form: { operands: 'f16', rows: 16, columns: 16, depth: 16 },
  },
  {
    title: 'Intel with subgroups of 8 to 32',
    configs: [config('f16', 'f32', 8, 16, 16), config('f16', 'f16', 8, 16, 16)],
    subgroups: { min: 8, max: 32 },
    form: { operands: 'f16', rows: 8, columns: 16, depth: 16 },
  },
  {
    title: 'Apple',
    configs: [config('f32', 'f32', 8, 8, 8), config('f16', 'f16', 8, 8, 8), config('f16', 'f32', 8, 8, 8)],
    subgroups: { min: 32, max: 32 },
    form: { operands: 'f16', rows: 8, columns: 8, depth: 8 },
  },
  {
    title: 'an adapter that sums in float32 only from float32',
    configs: [config('f32', 'f32', 8, 8, 8), config('f16', 'f16', 8, 8, 8)],
    subgroups: { min: 32, max: 32 },
    form: { operands: 'f32', rows: 8, columns: 8, depth: 8 },
  },
  {
    title: 'lavapipe',
    configs: [config('f16', 'f16', 8, 8, 8), config('f16', 'f32', 8, 8, 8), config('i8', 'i32', 8, 8, 8)],
    subgroups: { min: 8, max: 8 },
    form: { operands: 'f16', rows: 8, columns: 8, depth: 8 },
  },
  {
    title: 'matrices too large for the share of a small subgroup',
    configs: [config('f16', 'f32', 16, 16, 16)],
    subgroups: { min: 8, max: 8 },
    form: null,
  },
  {
    title: 'a depth that is longer than a step',
    configs: [config('f16', 'f32', 8, 16, 32)],
    subgroups: { min: 16, max: 16 },
    form: null,
  },
  { title: 'an adapter without subgroups', configs: [config('f16', 'f32', 8, 8, 8)], subgroups: null, form: null },
];

for (const { title, configs, subgroups, form } of adapters) {
  test(`the form of matrices is chosen: ${title}`, () => assert.equal(bestForm(configs, subgroups), form));
}

/** Computes a tile of 64x64 over a depth of 16 as lib/product-matrix.wgsl does, one subgroup after another. */
function multiplyTile(form: MatrixForm, lanes: number, rows: Float32Array, columns: Float32Array): Float64Array {
  const { rows: M, columns: N, depth: K } = form;
  const { down, along } = shareOf(form, lanes)!;
  const [shareRows, shareColumns] = [M * down, N * along];
  const columnShares = 64 / shareColumns;
  const shares = (64 / shareRows) * columnShares;
  const tile = new Float64Array(64 * 64).fill(Number.NaN);
  for (let d = 0; d < down; d++) {
    const results = new Float64Array((64 / down) * 64).fill(Number.NaN);
    // A workgroup can have more subgroups than shares.
    for (let subgroup = 0; subgroup < 128 / lanes + 2; subgroup++) {
      const share = Math.min(subgroup, shares - 1);
      const top = Math.floor(share / columnShares) * shareRows;
      const left = (share % columnShares) * shareColumns;
      const at = Math.floor(share / columnShares) * M * 64 + left;
      for (let a = 0; a < along; a++) {
        for (let m = 0; m < M; m++) {
          for (let n = 0; n < N; n++) {
            let sum = 0;
            for (let k = 0; k < 16; k += K) {
              for (let i = k; i < k + K; i++) {
                sum += rows[i * 64 + top + d * M + m]! * columns[i * 64 + left + a * N + n]!;
              }
            }
            results[at + m * 64 + a * N + n] = sum;
          }
        }
      }
    }
    for (let i = 0; i < (64 / down) * 64; i++) {
      const within = Math.floor(i / 64);
      const row = Math.floor(within / M) * shareRows + d * M + (within % M);
      tile[row * 64 + (i % 64)] = results[i]!;
    }
  }
  return tile;
}

for (const { title, subgroups, form } of adapters.filter((each) => each.form !== null)) {
  test(`the shares of subgroups make up a whole tile: ${title}`, () => {
    const [rows, columns] = [randomValues(16 * 64, 1), randomValues(16 * 64, 2)];
    const tile = multiplyTile(form!, subgroups!.max, rows, columns);
    for (let row = 0; row < 64; row++) {
      for (let column = 0; column < 64; column++) {
        let sum = 0;
        for (let k = 0; k < 16; k++) sum += rows[k * 64 + row]! * columns[k * 64 + column]!;
        assert.ok(Math.abs(tile[row * 64 + column]! - sum) < 1e-12, `row ${row}, column ${column}`);
      }
    }
  });
}

/** Weights that are float16 numbers. */
async function halves(shape: Shape): Promise<Constant> {
  const { key, read } = randomConstant(shape);
  const values = f16ToF32(f32ToF16(await read()));
  return { key, shape, dtype: 'f16', read: async () => values };
}

async function conv(weight: Shape, attributes: Partial<Conv2d> = {}): Promise<Conv2d> {
  return {
    ...{ kind: 'conv2d', weight: await halves(weight), bias: randomConstant([weight[0]!]), stride: [1, 1] },
    ...{ padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1, activation: 'relu', slope: null, ...attributes },
  };
}

const cases: readonly {
  readonly title: string;
  readonly operator: Operator;
  readonly inputs: readonly Shape[];
  readonly kernel: string;
}[] = [
  {
    title: 'a 1x1 layer on whole quads of pixels',
    operator: await conv([70, 35, 1, 1]),
    inputs: [[2, 35, 6, 6]],
    kernel: 'conv2d-tiled64-matrix',
  },
  {
    title: 'a 1x1 layer of stride 2 with a residual',
    operator: await conv([24, 9, 1, 1], { stride: [2, 2] }),
    inputs: [
      [1, 9, 9, 9],
      [1, 24, 5, 5],
    ],
    kernel: 'conv2d-tiled64-matrix',
  },
  {
    title: 'a padded 3x3 layer of prime sizes',
    operator: await conv([65, 17, 3, 3], { padding: [1, 1, 1, 1] }),
    inputs: [[2, 17, 13, 11]],
    kernel: 'conv2d-tiled64-matrix',
  },
  {
    title: 'two groups',
    operator: await conv([128, 5, 3, 3], { groups: 2, padding: [1, 1, 1, 1] }),
    inputs: [[1, 10, 7, 7]],
    kernel: 'conv2d-tiled64-matrix',
  },
  {
    title: 'a long sum in parts',
    operator: await conv([70, 300, 1, 1]),
    inputs: [[2, 300, 5, 5]],
    kernel: 'conv2d-split64-matrix',
  },
  {
    title: 'a linear layer',
    operator: { kind: 'linear', weight: await halves([67, 45]), bias: randomConstant([67]), activation: 'gelu' },
    inputs: [[2, 37, 45]],
    kernel: 'linear-tiled64-matrix',
  },
  {
    title: 'a linear layer of whole quads with a residual',
    operator: { kind: 'linear', weight: await halves([64, 32]), bias: null, activation: 'none' },
    inputs: [
      [64, 32],
      [64, 64],
    ],
    kernel: 'linear-tiled64-matrix',
  },
  {
    title: 'products of activations, transposed, for a batch',
    operator: { kind: 'matmul', transposeA: true, transposeB: true, bias: null, activation: 'none' },
    inputs: [
      [2, 29, 66],
      [2, 35, 29],
    ],
    kernel: 'matmul-tiled64-matrix',
  },
];

const onPaper: DeviceTraits = {
  ...{
    kind: 'gpu',
    subgroups: { min: 32, max: 32 },
    storageBindingBytes: 2 ** 30,
    bindingAlignment: 256,
    halfWeights: true,
    shaderF16: true,
  },
  matrixForm: { operands: 'f16', rows: 16, columns: 16, depth: 16 },
};

for (const { title, operator, inputs, kernel } of cases) {
  test(`a GPU with matrix units uses them, and one without refuses their kernels: ${title}`, async () => {
    const graph = singleNode(operator, inputs);
    const node = graph.nodes[0]!;
    const table = await loadKernels(graph);
    const forced = { [operator.kind]: kernel };
    const chosen = chooseKernel(table, node, onPaper, {}, new Map());
    assert.match(chosen.name, /-matrix$/);
    const { code } = chosen.lower(operator, node, onPaper)[0]!.shader;
    const [first] = code
      .replace(/\/\/.*/g, '')
      .trimStart()
      .split('\n');
    assert.is(first, 'enable chromium_experimental_subgroup_matrix;');
    assert.not.match(code.replace(/\/\/.*/g, ''), /[$#]/);
    assert.throws(
      () => chooseKernel(table, node, { ...onPaper, matrixForm: null }, forced, new Map()),
      /needs precision f16 and an adapter with subgroup matrices/,
    );
  });
}

test('depthwise layers and layers of float32 weights do without matrix units', async () => {
  const chosen = async (operator: Operator) => {
    const graph = singleNode(operator, [[1, 64, 9, 9]]);
    return chooseKernel(await loadKernels(graph), graph.nodes[0]!, onPaper, {}, new Map()).name;
  };
  assert.not.match(await chosen(await conv([64, 1, 3, 3], { groups: 64 })), /matrix/);
  assert.not.match(await chosen({ ...(await conv([64, 64, 1, 1])), weight: randomConstant([64, 64, 1, 1]) }), /matrix/);
});

const { traits, adapter } = await openTestEngine('f16');
const skipped = traits.matrixForm === null;
if (skipped) console.log(`${adapter.name} has no subgroup matrices: kernels that multiply by them are not run`);

/** Each operand is rounded to float16, by up to half a unit in the last place; sums are float32. */
const operandBound = 2 ** -10 + 4e-6;

for (const { title, operator, inputs, kernel } of cases) {
  (skipped ? test.skip : test)(`products by matrix units are near the float64 reference: ${title}`, async () => {
    assert.ok((await servingKernels(operator, inputs, 'f16')).includes(kernel));
    await check(operator, inputs, { kernel, precision: 'f16', sumBound: operandBound });
  });
}

test('precision f32 never multiplies by matrix units', async () => {
  assert.is((await openTestEngine('f32')).traits.matrixForm, null);
});

test.after(closeTestEngine);
test.run();
