/**
 * Host half of the Winograd convolutions F(4x4,3x3) and F(2x2,3x3): transform the input, multiply matrices, transform
 * back. The products of all places in a patch are one grouped 1x1 convolution, so the fastest of those serves.
 */
import paramsText from '../../../shaders/lib/winograd_params.wgsl';
import storeText from '../../../shaders/lib/winograd_store.wgsl';
import input2 from '../../../shaders/winograd2_input.wgsl';
import output2 from '../../../shaders/winograd2_output.wgsl';
import input4 from '../../../shaders/winograd4_input.wgsl';
import output4 from '../../../shaders/winograd4_output.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { Conv2d } from '../../graph/operators/conv2d.ts';
import { lowerInner } from '../conv2d/inner.ts';
import { geometry, packBias } from '../conv2d/layer.ts';
import {
  activationCode,
  type Binding,
  type DeviceTraits,
  type Dispatch,
  divideUp,
  type Kernel,
  nchw,
  oneThreadEach,
  read,
  type Scratch,
  unused,
  write,
} from '../kernel.ts';
import { activationPart, shaderOf } from '../shader-parts.ts';
import { type TileEdge, transformedWeights } from './weights.ts';

const paramsPart = { file: 'lib/winograd_params.wgsl', text: paramsText };
const storePart = { file: 'lib/winograd_store.wgsl', text: storeText };
const shaders = {
  2: {
    input: shaderOf('winograd2_input', input2, paramsPart),
    output: shaderOf('winograd2_output', output2, paramsPart, activationPart, storePart),
  },
  4: {
    input: shaderOf('winograd4_input', input4, paramsPart),
    output: shaderOf('winograd4_output', output4, paramsPart, activationPart, storePart),
  },
} as const;

/** The matrix products' tiles of rows are 8 to 32 high, but one of 64: rows rounded up to this suit all the others. */
const rowTile = 32;

function refusal(operator: Conv2d): string | null {
  const [, , height, width] = operator.weight.shape;
  const ones = [...operator.stride, ...operator.dilation, operator.groups].every((value) => value === 1);
  if (height === 3 && width === 3 && ones) return null;
  return `serves 3x3 layers of stride, dilation and groups 1`;
}

/** One product for each of `places`: [rows, C] x [C, tiles], as a 1x1 convolution of `places` groups. */
function matrixProducts(
  operator: Conv2d,
  traits: DeviceTraits,
  sizes: { edge: TileEdge; places: number; rows: number; tiles: number; channels: number },
  from: Binding,
  to: Binding,
): readonly Dispatch[] {
  const { edge, places, rows, tiles, channels } = sizes;
  const product: Conv2d = {
    ...operator,
    weight: transformedWeights(operator.weight, edge, rows),
    bias: null,
    padding: [0, 0],
    groups: places,
    activation: 'none',
  };
  const inner = { operator: product, input: [1, places * channels, 1, tiles], output: [1, places * rows, 1, tiles] };
  return lowerInner({ ...inner, from, to }, traits);
}

function lower(edge: TileEdge, operator: Conv2d, node: Node, traits: DeviceTraits): readonly Dispatch[] {
  const { input, output } = geometry(operator, node);
  const tilesY = divideUp(output.h, edge);
  const tilesX = divideUp(output.w, edge);
  const tiles = output.n * tilesY * tilesX;
  // Whole vec4, so that the kernel that loads and stores them can multiply the matrices.
  const tileStep = divideUp(tiles, 4) * 4;
  const places = (edge + 2) ** 2;
  const rows = divideUp(output.c, rowTile) * rowTile;
  const params = [
    ...[input.n, input.c, input.h, input.w],
    ...[output.c, rows, output.h, output.w],
    ...operator.padding,
    ...[edge + 2, tilesY, tilesX, tileStep],
    activationCode[operator.activation],
    node.inputs.length > 1 ? 1 : 0,
  ];
  const patches: Scratch = { kind: 'scratch', byteLength: places * input.c * tileStep * 4 };
  const products: Scratch = { kind: 'scratch', byteLength: places * rows * tileStep * 4 };
  const bind = (scratch: Scratch, use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch, use });
  const residual = node.inputs[1];
  const sizes = { edge, places, rows, tiles: tileStep, channels: input.c };
  return [
    {
      shader: shaders[edge].input,
      constants: {},
      params,
      bindings: [read(node.inputs[0]), bind(patches, 'write')],
      workgroups: oneThreadEach(input.c * tiles),
    },
    ...matrixProducts(operator, traits, sizes, bind(patches, 'read'), bind(products, 'write')),
    {
      shader: shaders[edge].output,
      constants: {},
      params,
      bindings: [
        bind(products, 'read'),
        packBias(operator.bias, output.c),
        residual === undefined ? unused : read(residual),
        write(node.output),
      ],
      workgroups: oneThreadEach(output.c * tiles),
    },
  ];
}

/**
 * Measured on lavapipe: 4x4 tiles win from 16 tiles on (a 14x14 layer of one photo), 2x2 tiles nowhere by much.
 * On GPUs nothing was measured yet, so there the tuner decides.
 */
function rank(edge: TileEdge, node: Node, traits: DeviceTraits): number {
  const { n, h, w } = nchw(node.output.shape);
  const tiles = n * divideUp(h, edge) * divideUp(w, edge);
  return traits.kind === 'software' && edge === 4 && tiles >= 16 ? 0 : 6;
}

export const winograd4Kernel: Kernel<Conv2d> = {
  name: 'winograd4',
  refusal,
  rank: (_operator, node, traits) => rank(4, node, traits),
  lower: (operator, node, traits) => lower(4, operator, node, traits),
};

export const winograd2Kernel: Kernel<Conv2d> = {
  name: 'winograd2',
  refusal,
  rank: (_operator, node, traits) => rank(2, node, traits),
  lower: (operator, node, traits) => lower(2, operator, node, traits),
};
