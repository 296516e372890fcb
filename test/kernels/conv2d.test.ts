import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Conv2d } from '../../src/graph/operators/nn/conv2d.ts';
import { type Pair, pairOf, type Sides, sidesOf } from '../../src/graph/operators/operator.ts';
import { closeTestEngine } from '../engine.ts';
import { check, randomConstant, servingKernels } from './check.ts';

interface Layer {
  readonly title: string;
  /** [N,C,H,W] */
  readonly input: readonly number[];
  /** [O,C/groups,kh,kw] */
  readonly weight: readonly number[];
  readonly stride?: number | Pair;
  readonly padding?: number | Sides;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  readonly activation?: Conv2d['activation'];
  /** Slopes of negative results: as many as output channels, or 1. */
  readonly slopes?: number;
  readonly residual?: readonly number[];
}

const layers: readonly Layer[] = [
  { title: 'a single value', input: [1, 1, 1, 1], weight: [1, 1, 1, 1] },
  { title: 'a 1x1 layer whose plane fills whole quads', input: [1, 16, 8, 8], weight: [32, 16, 1, 1] },
  {
    title: 'a 1x1 layer of a batch with a residual, whose plane fills whole quads',
    input: [3, 13, 6, 6],
    weight: [70, 13, 1, 1],
    bias: true,
    activation: 'relu',
    residual: [3, 70, 6, 6],
  },
  { title: 'a 1x1 layer of groups on whole quads', input: [2, 22, 4, 5], weight: [128, 11, 1, 1], groups: 2 },
  { title: 'a 1x1 layer with a long sum on few quads', input: [1, 300, 4, 4], weight: [40, 300, 1, 1], bias: true },
  { title: 'a kernel of one row on one channel', input: [1, 1, 6, 12], weight: [8, 1, 1, 5], padding: [0, 2, 0, 2] },
  { title: 'a 1x1 layer on 7x7 planes', input: [1, 40, 7, 7], weight: [24, 40, 1, 1], bias: true, activation: 'relu' },
  { title: 'a 1x1 layer of stride 2', input: [2, 12, 9, 9], weight: [20, 12, 1, 1], stride: 2 },
  { title: 'a 3x3 layer', input: [1, 8, 14, 14], weight: [16, 8, 3, 3], padding: 1, bias: true },
  { title: 'a 3x3 layer with prime sizes', input: [3, 7, 13, 11], weight: [5, 7, 3, 3], padding: 1, bias: true },
  { title: 'a 3x3 layer of 4x4 tiles and one row more', input: [2, 16, 9, 9], weight: [24, 16, 3, 3], padding: 1 },
  { title: 'a 3x3 layer of stride 2', input: [1, 9, 15, 15], weight: [17, 9, 3, 3], stride: 2, padding: 1 },
  { title: 'a 3x3 layer without padding', input: [2, 6, 5, 5], weight: [33, 6, 3, 3], bias: true },
  { title: 'a 3x3 layer of dilation 2', input: [1, 8, 19, 19], weight: [16, 8, 3, 3], padding: 2, dilation: 2 },
  {
    title: 'the 7x7 stem of stride 2',
    input: [1, 3, 30, 30],
    weight: [31, 3, 7, 7],
    stride: 2,
    padding: 3,
    bias: true,
  },
  {
    title: 'a stem of 3x3 on one channel',
    input: [2, 1, 9, 12],
    weight: [40, 1, 3, 3],
    padding: 1,
    activation: 'relu',
  },
  { title: 'padding of four different sides', input: [2, 3, 7, 9], weight: [10, 3, 5, 5], padding: [0, 1, 2, 3] },
  { title: 'more padding below and at the right', input: [2, 3, 7, 9], weight: [10, 3, 3, 3], padding: [0, 1, 2, 2] },
  {
    title: 'padding below and at the right',
    input: [1, 5, 8, 8],
    weight: [9, 5, 3, 3],
    stride: 2,
    padding: [0, 0, 1, 1],
  },
  {
    title: 'a long sum whose taps begin within a step',
    input: [1, 40, 7, 7],
    weight: [64, 40, 3, 3],
    padding: 1,
    bias: true,
  },
  { title: 'a kernel of 5x2', input: [1, 4, 9, 6], weight: [6, 4, 5, 2], padding: 1 },
  { title: 'one channel more than a tile', input: [1, 17, 6, 6], weight: [33, 17, 3, 3], padding: 1 },
  { title: 'one channel less than a tile', input: [1, 15, 6, 6], weight: [31, 15, 3, 3], padding: 1 },
  { title: 'a long sum on a small plane', input: [1, 96, 7, 7], weight: [40, 96, 3, 3], padding: 1, bias: true },
  { title: 'a long 1x1 sum with a residual', input: [2, 300, 5, 5], weight: [70, 300, 1, 1], residual: [2, 70, 5, 5] },
  { title: 'groups', input: [2, 8, 6, 7], weight: [12, 2, 3, 3], padding: 1, groups: 4, bias: true },
  { title: 'groups as large as a tile', input: [2, 8, 5, 5], weight: [64, 4, 3, 3], padding: 1, groups: 2, bias: true },
  { title: 'groups of an odd number', input: [1, 6, 6, 7], weight: [27, 2, 3, 3], padding: 1, groups: 3, bias: true },
  { title: 'groups of 8', input: [2, 32, 6, 7], weight: [32, 8, 3, 3], padding: 1, groups: 4, activation: 'relu' },
  { title: 'groups of 4', input: [2, 12, 5, 6], weight: [12, 4, 3, 3], padding: 1, groups: 3, bias: true },
  {
    title: 'groups of 8 without padding, with slopes',
    input: [1, 16, 6, 5],
    weight: [16, 8, 3, 3],
    groups: 2,
    bias: true,
    slopes: 16,
  },
  {
    title: 'groups of 16, of stride 1, with a residual, padded unevenly',
    input: [2, 32, 6, 7],
    weight: [32, 16, 3, 3],
    padding: [0, 1, 2, 2],
    groups: 2,
    bias: true,
    activation: 'silu',
    residual: [2, 32, 6, 8],
  },
  {
    title: 'groups of 16, of stride 2, with a row and a column more than whole pieces',
    input: [2, 32, 17, 10],
    weight: [32, 16, 3, 3],
    stride: 2,
    padding: 1,
    groups: 2,
    bias: true,
    residual: [2, 32, 9, 5],
  },
  {
    title: 'groups of 8 on planes of one column, padded below and at the right',
    input: [1, 16, 5, 1],
    weight: [16, 8, 3, 3],
    padding: [0, 1, 2, 2],
    groups: 2,
    stride: [1, 2],
  },
  {
    title: 'groups of 64, with slopes',
    input: [1, 24, 9, 9],
    weight: [128, 12, 3, 3],
    padding: 1,
    groups: 2,
    slopes: 128,
  },
  {
    title: 'a depthwise layer of stride 2',
    input: [2, 5, 19, 22],
    weight: [5, 1, 3, 3],
    stride: 2,
    padding: [0, 0, 1, 1],
    groups: 5,
  },
  {
    title: 'a depthwise layer of one column',
    input: [1, 4, 21, 1],
    weight: [4, 1, 3, 3],
    padding: 1,
    groups: 4,
    bias: true,
  },
  { title: 'a depthwise layer without padding', input: [1, 3, 11, 13], weight: [3, 1, 3, 3], groups: 3, stride: 2 },
  {
    title: 'three outputs of each channel',
    input: [2, 4, 7, 9],
    weight: [12, 1, 3, 3],
    padding: 1,
    groups: 4,
    bias: true,
  },
  { title: 'a depthwise layer of 5x2', input: [1, 6, 9, 10], weight: [6, 1, 5, 2], padding: 2, groups: 6 },
  {
    title: 'a depthwise layer of dilation 2',
    input: [1, 3, 9, 11],
    weight: [3, 1, 3, 3],
    padding: 2,
    dilation: 2,
    groups: 3,
  },
  {
    title: 'a depthwise layer of dilation 2 and stride 2',
    input: [1, 3, 9, 21],
    weight: [3, 1, 5, 3],
    padding: 2,
    stride: 2,
    dilation: 2,
    groups: 3,
  },
  {
    title: 'a depthwise layer of strides 1 and 2',
    input: [1, 3, 12, 9],
    weight: [3, 1, 3, 3],
    groups: 3,
    stride: [1, 2],
  },
  {
    title: 'a depthwise layer of strides 2 and 1',
    input: [1, 3, 19, 7],
    weight: [3, 1, 3, 3],
    groups: 3,
    stride: [2, 1],
  },
  { title: 'a depthwise layer of 4x1', input: [1, 3, 9, 6], weight: [3, 1, 4, 1], groups: 3 },
  {
    title: 'a depthwise layer with a residual',
    input: [2, 6, 9, 9],
    weight: [6, 1, 3, 3],
    padding: 1,
    groups: 6,
    bias: true,
    activation: 'hardswish',
    residual: [2, 6, 9, 9],
  },
  { title: 'a depthwise layer', input: [1, 6, 9, 9], weight: [6, 1, 3, 3], padding: 1, groups: 6, activation: 'relu' },
  { title: 'a sigmoid in the epilogue', input: [1, 5, 4, 4], weight: [9, 5, 1, 1], bias: true, activation: 'sigmoid' },
  {
    title: 'a residual, then ReLU, in the epilogue',
    input: [2, 6, 7, 7],
    weight: [10, 6, 3, 3],
    padding: 1,
    bias: true,
    activation: 'relu',
    residual: [2, 10, 7, 7],
  },
  {
    title: 'a slope for each channel',
    input: [2, 8, 16, 18],
    weight: [32, 8, 3, 3],
    padding: 1,
    bias: true,
    slopes: 32,
    residual: [2, 32, 16, 18],
  },
  { title: 'a slope for each channel of a stem', input: [1, 3, 19, 20], weight: [31, 3, 5, 5], padding: 2, slopes: 31 },
  { title: 'a slope for all of a long sum', input: [2, 300, 4, 4], weight: [64, 300, 1, 1], bias: true, slopes: 1 },
  { title: 'slopes of groups', input: [1, 16, 6, 7], weight: [24, 4, 3, 3], padding: 1, groups: 4, slopes: 24 },
  { title: 'slopes of a depthwise layer', input: [2, 6, 9, 9], weight: [6, 1, 3, 3], padding: 1, groups: 6, slopes: 6 },
];

function operatorOf(layer: Layer): Conv2d {
  return {
    kind: 'conv2d',
    weight: randomConstant(layer.weight),
    bias: layer.bias === true ? randomConstant([layer.weight[0]]) : null,
    stride: pairOf(layer.stride ?? 1),
    padding: sidesOf(layer.padding ?? 0),
    dilation: pairOf(layer.dilation ?? 1),
    groups: layer.groups ?? 1,
    activation: layer.activation ?? 'none',
    slope: layer.slopes === undefined ? null : randomConstant([layer.slopes]),
  };
}

const conv2d = suite('every convolution kernel equals the float64 reference on');
for (const layer of layers) {
  conv2d(layer.title, async () => {
    const operator = operatorOf(layer);
    const inputs = layer.residual === undefined ? [layer.input] : [layer.input, layer.residual];
    const serving = await servingKernels(operator, inputs);
    assert.ok(serving.includes('conv2d-direct'), 'the direct kernel serves every layer');
    for (const kernel of serving) {
      await check(operator, inputs, { kernel, sumBound: kernel.startsWith('winograd') ? 4e-5 : 4e-6 });
    }
  });
}
conv2d('more workgroups than one row of the grid holds, in the kernels with the smallest tiles', async () => {
  const operator = operatorOf({ title: '', input: [1, 1, 1450, 1450], weight: [1, 1, 1, 1], bias: true });
  const serving = await servingKernels(operator, [[1, 1, 1450, 1450]]);
  for (const kernel of serving.filter((name) => name.startsWith('conv2d-subgroup'))) {
    await check(operator, [[1, 1, 1450, 1450]], { kernel });
  }
});
conv2d('a kernel that cannot serve a layer says why', async () => {
  const operator = operatorOf({ title: '', input: [1, 4, 5, 5], weight: [4, 2, 3, 3], groups: 2 });
  try {
    await check(operator, [[1, 4, 5, 5]], { kernel: 'conv2d-tiled' });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /conv2d-tiled needs groups of a multiple of 32 output channels, not 2/);
  }
});
conv2d.after(closeTestEngine);
conv2d.run();
