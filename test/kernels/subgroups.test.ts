/** Kernels whose lanes share loads support subgroups of every size, fixed or varying. */
import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Engine } from '../../src/gpu/engine.ts';
import { chooseKernel } from '../../src/gpu/kernel-choice.ts';
import type { Operator } from '../../src/graph/operators/index.ts';
import type { Conv2d } from '../../src/graph/operators/nn/conv2d.ts';
import type { Shape } from '../../src/graph/tensor.ts';
import { loadKernels } from '../../src/kernels/index.ts';
import type { DeviceTraits } from '../../src/kernels/kernel.ts';
import { loadsOf, quadsFor, rowsFor, sharedBy, sharingOf } from '../../src/kernels/subgroups.ts';
import { unrolled } from '../../src/kernels/template.ts';
import { closeTestEngine, openTestEngine, openTestGpu } from '../engine.ts';
import { check, randomConstant, singleNode } from './check.ts';

interface Case {
  readonly operator: Operator;
  readonly inputs: readonly Shape[];
  /** The kernel that uses subgroups. */
  readonly kernel: string;
  /** The kernel that GPUs use instead. */
  readonly onGpu: string;
}

function conv(weight: Shape, groups = 1, padding = 0): Conv2d {
  return {
    ...{ kind: 'conv2d', weight: randomConstant(weight), bias: randomConstant([weight[0]!]), stride: [1, 1] },
    ...{ padding: [padding, padding, padding, padding], dilation: [1, 1], groups, activation: 'relu', slope: null },
  };
}

/** A case for each kernel that uses subgroups; its sizes are not multiples of any tile's. */
const cases: readonly Case[] = [
  { operator: conv([40, 7, 3, 3], 1, 1), inputs: [[2, 7, 5, 5]], kernel: 'conv2d-subgroup', onGpu: 'conv2d-tiled' },
  { operator: conv([40, 17, 1, 1]), inputs: [[3, 17, 6, 6]], kernel: 'pointwise', onGpu: 'conv2d-tiled' },
  { operator: conv([24, 5, 2, 2], 3), inputs: [[2, 15, 7, 6]], kernel: 'conv2d-grouped8', onGpu: 'conv2d-grouped8' },
  { operator: conv([12, 5, 2, 2], 3), inputs: [[2, 15, 7, 6]], kernel: 'conv2d-grouped4', onGpu: 'conv2d-grouped4' },
  { operator: conv([24, 4, 3, 3], 3, 1), inputs: [[2, 12, 7, 9]], kernel: 'conv2d-grouped3', onGpu: 'conv2d-grouped3' },
  {
    operator: { kind: 'linear', weight: randomConstant([41, 35]), bias: null, activation: 'none' },
    inputs: [[19, 35]],
    kernel: 'linear-subgroup',
    onGpu: 'linear-tiled32',
  },
  {
    operator: { kind: 'matmul', transposeA: false, transposeB: false, bias: null, activation: 'none' },
    inputs: [
      [2, 37, 22],
      [2, 22, 30],
    ],
    kernel: 'matmul-subgroup',
    onGpu: 'matmul-tiled32',
  },
  {
    operator: { kind: 'attention', heads: 2 },
    inputs: [[2, 39, 384]],
    kernel: 'attention-subgroup',
    onGpu: 'attention-tiled',
  },
];

const sizes = [4, 8, 16, 32, 64, 128];
const pairs = sizes.flatMap((min) => sizes.filter((max) => max >= min).map((max) => ({ min, max })));

const traitsWith = (kind: DeviceTraits['kind'], subgroups: DeviceTraits['subgroups']): DeviceTraits => ({
  ...{
    kind,
    subgroups,
    storageBindingBytes: 2 ** 30,
    bindingAlignment: 256,
    halfWeights: false,
    shaderF16: false,
    matrixForm: null,
  },
});

async function loaded(operator: Operator, inputs: readonly Shape[]) {
  const graph = singleNode(operator, inputs);
  return { table: await loadKernels(graph), node: graph.nodes[0]! };
}

for (const { operator, inputs, kernel, onGpu } of cases) {
  test(`subgroups of any size get ${kernel} on a software adapter and ${onGpu} on a GPU`, async () => {
    const { table, node } = await loaded(operator, inputs);
    for (const subgroups of pairs) {
      const chosen = (kind: DeviceTraits['kind']) =>
        chooseKernel(table, node, traitsWith(kind, subgroups), {}, new Map()).name;
      assert.equal([chosen('software'), chosen('gpu')], [kernel, onGpu], `${subgroups.min} to ${subgroups.max}`);
    }
  });

  test(`${kernel} has a shader of its own for each size, whose shuffles only read lanes that every subgroup has`, async () => {
    const { table, node } = await loaded(operator, inputs);
    const codes = pairs.map((subgroups) => {
      const traits = traitsWith('software', subgroups);
      const [dispatch] = chooseKernel(table, node, traits, { [operator.kind]: kernel }, new Map())
        .lower(operator, node, traits)
        .filter(({ shader }) => shader.code.includes('subgroupShuffle'));
      const { code } = dispatch!.shader;
      const lanes = [...code.matchAll(/subgroupShuffle\(\w+, (\d+)u\)/g)].map(([, lane]) => Number(lane));
      assert.ok(Math.max(...lanes) < subgroups.min, `lane ${Math.max(...lanes)} of ${subgroups.min}`);
      assert.match(code, `const LANES = ${subgroups.max}u;`);
      assert.not.match(code.replace(/\/\/.*/g, ''), /[$#]/);
      return code;
    });
    assert.ok(new Set(codes).size >= sizes.length);
  });
}

test('every row of a block is loaded by one of the first lanes, in as few loads as possible', () => {
  for (const rows of [4, 8, 16, 32, 64]) {
    for (const shared of [4, 8, 16, 32, 64]) {
      const sharing = { lanes: 64, shared };
      const loads = loadsOf('load', rows, sharing).length;
      const places = sharedBy('row', rows, sharing).map(({ row, load, lane }) => {
        assert.ok(load! < loads && lane! < Math.min(rows, shared));
        assert.is(load! * Math.min(rows, shared) + lane!, row);
        return `${load} ${lane}`;
      });
      assert.is(new Set(places).size, rows);
      assert.is(loads, Math.ceil(rows / shared));
    }
  }
});

test('a template that is repeated inside another is filled in with the numbers of both', () => {
  const text = 'a\n  #each row\n  r$row by $lane\n  #each quad\n  q$row_$quad\n  #end quad\n  #end row\nb\n';
  const row = [
    { row: 0, lane: 5 },
    { row: 1, lane: 6 },
  ];
  assert.is(
    unrolled(text, { row, quad: [{ quad: 0 }, { quad: 1 }] }),
    'a\n  r0 by 5\n  q0_0\n  q0_1\n  r1 by 6\n  q1_0\n  q1_1\nb\n',
  );
});

const { traits, adapter } = await openTestEngine();
const { subgroups } = traits;

/** An engine on the test adapter, with these sizes of subgroups reported instead of the real ones. */
async function engineWith(min: number, max: number): Promise<Engine> {
  const gpu = await openTestGpu();
  const real = (await gpu.requestAdapter())!;
  const { vendor, architecture, device, description, isFallbackAdapter } = real.info;
  const info = { vendor, architecture, device, description, isFallbackAdapter };
  const told = new Proxy(real, {
    get(target, property) {
      if (property === 'info') return { ...info, subgroupMinSize: min, subgroupMaxSize: max };
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return Engine.open({ ...gpu, requestAdapter: async () => told });
}

test('few output channels take half of the usual rows, which are fewer on a CPU with short vectors', () => {
  const rows = (outputs: number, kind: DeviceTraits['kind'], min: number) =>
    rowsFor(outputs, sharingOf(traitsWith(kind, { min, max: 64 })));
  assert.equal(
    [1, 16, 17, 48].map((outputs) => rows(outputs, 'software', 8)),
    [16, 16, 32, 32],
  );
  assert.equal(
    [8, 9].map((outputs) => rows(outputs, 'software', 4)),
    [8, 16],
  );
  assert.is(rows(48, 'gpu', 4), 32);
});

test('large products take two quads of columns for each row, unless the second would often be empty', () => {
  const quads = (quads: number, depth: number) => quadsFor({ rows: 256, quads, depth }, { lanes: 8 });
  assert.is(quads(256, 512), 2);
  assert.is(quads(256, 500), 1);
  assert.equal(
    [16, 17, 24, 240, 241].map((count) => quads(count, 2 ** 14)),
    [2, 1, 1, 2, 2],
  );
});

if (subgroups !== null) {
  test('products of two quads for each row equal the float64 reference', async () => {
    const linear: Operator = { kind: 'linear', weight: randomConstant([1027, 1003]), bias: null, activation: 'none' };
    await check(linear, [[131, 1003]], { kernel: 'linear-subgroup' });
    await check(conv([132, 515, 1, 1]), [[2, 515, 31, 32]], { kernel: 'pointwise' });
  });
}

/** Bits of lavapipe's vectors: 4, 8 and 16 lanes of 32 bits. */
const widths = [128, 256, 512];
const widthVariable = 'LP_NATIVE_VECTOR_WIDTH';

/** Checks every case. `min` may be below and `max` above the real sizes: lanes below `min` exist, and workgroups of any size. */
async function checkAll(min: number, max: number): Promise<void> {
  const engine = await engineWith(min, max);
  for (const { operator, inputs, kernel } of cases) await check(operator, inputs, { kernel, engine });
  engine.close();
}

/** Whether this process was started for vectors of another width, whose sizes are the only ones to check. */
const another = process.env[widthVariable] !== undefined;
if (subgroups !== null) {
  const { min, max } = another ? subgroups : { min: 4, max: 64 };
  test(`kernels for subgroups of ${min} to ${max} equal the float64 reference`, () => checkAll(min, max));
}

for (const width of /llvmpipe/.test(adapter.name) && !another
  ? widths.filter((each) => each / 32 !== subgroups?.max)
  : []) {
  test(`kernels equal the float64 reference on lavapipe with vectors of ${width} bits, subgroups of ${width / 32}`, () => {
    const env = { ...process.env, [widthVariable]: String(width), FORCE_COLOR: '0' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [process.argv[1]!], { env, encoding: 'utf8' });
    assert.is(status, 0, `${stdout}\n${stderr}`);
  });
}

test.after(closeTestEngine);
test.run();
