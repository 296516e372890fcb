/**
 * Host half of the Winograd convolutions F(4x4,3x3) and F(2x2,3x3): transform the input, multiply matrices, transform back. The
 * products of all positions in a patch form one grouped 1x1 convolution, which runs on the fastest such kernel.
 */
import paramsText from '../../../../shaders/lib/winograd-params.wgsl';
import input2 from '../../../../shaders/nn/winograd2-input.wgsl';
import output2 from '../../../../shaders/nn/winograd2-output.wgsl';
import input4 from '../../../../shaders/nn/winograd4-input.wgsl';
import output4 from '../../../../shaders/nn/winograd4-output.wgsl';
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import {
  activationCode,
  type Binding,
  type DeviceTraits,
  type Dispatch,
  divideUp,
  type Kernel,
  oneThreadEach,
  read,
  type Scratch,
  unused,
  write,
} from '../../kernel.ts';
import { convColumnsPart, convFinishParts, shaderOf } from '../../shader-parts.ts';
import { rowsFor, sharingOf, subgroupRefusal } from '../../subgroups.ts';
import { lowerInner } from './inner.ts';
import { geometry, groupRefusal, packBiasAndSlopes, storeConstants } from './layer.ts';
import { type TileEdge, transformedWeights } from './winograd-weights.ts';

const paramsPart = { file: 'lib/winograd-params.wgsl', text: paramsText };
const shaders = {
  2: {
    input: shaderOf('nn/winograd2-input', input2, paramsPart),
    output: shaderOf('nn/winograd2-output', output2, paramsPart, ...convFinishParts),
  },
  4: {
    input: shaderOf('nn/winograd4-input', input4, paramsPart),
    output: shaderOf('nn/winograd4-output', output4, paramsPart, ...convFinishParts, convColumnsPart),
  },
} as const;

/** GPUs' tiles have 8 to 32 rows, except one with 64: rounding rows up to this suits all the others. */
const gpuRows = 32;

/** The rows of a product's left matrix: the output channels rounded up to whole blocks of the kernel that multiplies it. */
function rowsOf(outputs: number, traits: DeviceTraits): number {
  const isShared = traits.kind === 'software' && subgroupRefusal(traits) === null;
  const block = isShared ? rowsFor(outputs, sharingOf(traits)) : gpuRows;
  return divideUp(outputs, block) * block;
}

/** In output channels. Smaller groups have too little to multiply compared to the cost of the transforms. */
const leastGroup = 64;

function refusal(operator: Conv2d): string | null {
  const [, , height, width] = operator.weight.shape;
  const ones = [...operator.stride, ...operator.dilation].every((value) => value === 1);
  if (height !== 3 || width !== 3 || !ones) return 'serves 3x3 layers of stride and dilation 1';
  return groupRefusal(operator, leastGroup);
}

/** One product for each of `places` and each group: [rows, C] x [C, tiles], as a 1x1 convolution with as many groups. */
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
    slope: null,
    padding: [0, 0, 0, 0],
    groups: places * operator.groups,
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
  // The rows of groups are in the order of the channels.
  const rows = operator.groups > 1 ? output.c : rowsOf(output.c, traits);
  const params = [
    ...[input.n, input.c, input.h, input.w],
    ...[output.c, rows, output.h, output.w],
    ...operator.padding.slice(0, 2),
    ...[edge + 2, tilesY, tilesX, tileStep],
    activationCode[operator.activation],
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
      constants: storeConstants(operator, node),
      params,
      bindings: [
        bind(products, 'read'),
        packBiasAndSlopes(operator),
        residual === undefined ? unused : read(residual),
        write(node.output),
      ],
      workgroups: oneThreadEach(output.c * tiles),
    },
  ];
}

export const winograd4Kernel: Kernel<Conv2d> = {
  name: 'winograd4',
  refusal,
  lower: (operator, node, traits) => lower(4, operator, node, traits),
};

export const winograd2Kernel: Kernel<Conv2d> = {
  name: 'winograd2',
  refusal,
  lower: (operator, node, traits) => lower(2, operator, node, traits),
};
