/**
 * MUSIQ's two halves: a small convolutional network that maps every patch to a vector, and a transformer over the vectors of all
 * patches at all scales. Tensors have the names of pyiqa's files; convolutions are already standardised.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import {
  add,
  attention,
  concat,
  constant,
  conv2d,
  gather,
  groupNorm,
  layerNorm,
  linear,
  maxPool,
  relu,
  reshape,
  slice,
  unary,
} from '../../graph/layers.ts';
import type { Constant, Value } from '../../graph/tensor.ts';
import { derived, joined, type WeightSource } from '../weight-source.ts';
import { patchSide } from './protocol.ts';

const groups = 32;
const heads = 6;

/** The published widths, where the weights do not determine them. */
const usual = { root: 64, unit: 256, width: 384, hidden: 1152, blocks: 14, scales: 3, cells: 10 } as const;

export interface Widths {
  /** Channels of the first convolution, and of the block after it. */
  readonly root: number;
  readonly unit: number;
  /** The width of a token, and the hidden width of a block's two-layer network. */
  readonly width: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly scales: number;
  /** The cells of the position grid along each side. */
  readonly cells: number;
  readonly outputs: number;
}

export function widthsOf(weights: WeightSource): Widths {
  const of = (tensor: string, axis: number, otherwise: number) => weights.shapeOf(tensor)?.[axis] ?? otherwise;
  const hasBlock = (i: number) => weights.shapeOf(`${blockName(i)}.norm1.weight`) !== undefined;
  let blocks = 0;
  while (hasBlock(blocks)) blocks++;
  return {
    root: of('conv_root.weight', 0, usual.root),
    unit: of('block1.conv3.weight', 0, usual.unit),
    width: of('embedding.weight', 0, usual.width),
    hidden: of(`${blockName(0)}.mlp.fc1.weight`, 0, usual.hidden),
    blocks: blocks || usual.blocks,
    scales: weights.shapeOf('transformer_encoder.scaleembed_input.scale_emb')?.at(-2) ?? usual.scales,
    cells: Math.round(Math.sqrt(of('transformer_encoder.posembed_input.position_emb', 1, usual.cells ** 2))),
    outputs: of('head.weight', 0, 1),
  };
}

function blockName(i: number): string {
  return `transformer_encoder.transformer.encoderblock_${i}`;
}

/** TensorFlow's SAME padding at stride 2 on even sizes: the odd pixel is at the far end. */
const same7 = [2, 2, 3, 3] as const;
const same3 = [0, 0, 1, 1] as const;

/**
 * @param patches [N,3,32,32]
 * @param prefix of the layers' names.
 * @returns [N,width]
 */
export function addPatchVectors(net: GraphBuilder, weights: WeightSource, patches: Value, prefix = ''): Value {
  const { root, unit, width } = widthsOf(weights);
  const norm = (name: string, x: Value, epsilon: number) =>
    groupNorm(net, prefix + name, x, {
      groups,
      gamma: weights.constant(`${name}.weight`, [x.shape[1]!]),
      beta: weights.constant(`${name}.bias`, [x.shape[1]!]),
      epsilon,
    });
  const conv = (name: string, x: Value, outputs: number, side: number, layer: { stride?: number; padding?: number }) =>
    conv2d(net, prefix + name, x, {
      weight: weights.constant(`${name}.weight`, [outputs, x.shape[1]!, side, side]),
      ...layer,
    });
  const active = (name: string, x: Value) => relu(net, `${prefix}${name}.relu`, x);
  const first = conv2d(net, `${prefix}conv_root`, patches, {
    weight: weights.constant('conv_root.weight', [root, 3, 7, 7]),
    stride: 2,
    padding: same7,
  });
  const pooled = maxPool(net, `${prefix}pool`, active('gn_root', norm('gn_root', first, 1e-6)), {
    kernel: 3,
    stride: 2,
    padding: same3,
  });
  const step = (index: number, x: Value, outputs: number, side: number) => {
    const product = conv(`block1.conv${index}`, x, outputs, side, { padding: (side - 1) / 2 });
    return norm(`block1.gn${index}`, product, 1e-4);
  };
  const narrow = active('block1.gn1', step(1, pooled, root, 1));
  const wide = step(3, active('block1.gn2', step(2, narrow, root, 3)), unit, 1);
  const around = norm('block1.gn_proj', conv('block1.conv_proj', pooled, unit, 1, {}), 1e-4);
  const maps = relu(net, `${prefix}block1`, add(net, `${prefix}block1.sum`, wide, around));
  const side = patchSide / 4;
  return linear(net, `${prefix}embedding`, reshape(net, `${prefix}flat`, maps, [maps.shape[0]!, unit * side * side]), {
    weight: planesFirst(weights.constant('embedding.weight', [width, side * side * unit]), side * side),
    bias: weights.constant('embedding.bias', [width]),
  });
}

/** Reorders weights over [rows, columns, channels] to [channels, rows, columns], the order of the maps. */
function planesFirst(weight: Constant, positions: number): Constant {
  const [outputs, length] = weight.shape as [number, number];
  const channels = length / positions;
  return derived(`${weight.key} planes first`, weight.shape, [weight], (values) => {
    const moved = new Float32Array(values!.length);
    for (let o = 0; o < outputs; o++) {
      const row = o * length;
      for (let c = 0; c < channels; c++) {
        for (let i = 0; i < positions; i++) moved[row + c * positions + i] = values![row + i * channels + c]!;
      }
    }
    return moved;
  });
}

/** What is known of the patches besides their vectors. */
export interface Places {
  /** [N,P]: the cells of the position grid, and the indices of scales. */
  readonly positions: Value;
  readonly scales: Value;
  /** [N]: how many tokens count, including the first one; default all. */
  readonly counts?: Value;
}

export type Gelu = 'gelu' | 'gelu-tanh';

/**
 * @param vectors [N,P,width]
 * @returns 'score' [N,1], or 'distribution' [N,10] of a network that was trained on vote counts.
 */
export function addTransformer(
  net: GraphBuilder,
  weights: WeightSource,
  vectors: Value,
  places: Places,
  gelu: Gelu,
): Value {
  const { width, hidden, blocks, scales, cells, outputs } = widthsOf(weights);
  const [batch] = vectors.shape as [number];
  const tensor = (name: string, shape: readonly number[]) => weights.constant(`transformer_encoder.${name}`, shape);
  const layer = (name: string, outputs: number, inputs: number) => ({
    weight: weights.constant(`${name}.weight`, [outputs, inputs]),
    bias: weights.constant(`${name}.bias`, [outputs]),
  });
  const norm = (name: string, x: Value) =>
    layerNorm(net, name, x, {
      gamma: weights.constant(`${name}.weight`, [width]),
      beta: weights.constant(`${name}.bias`, [width]),
      epsilon: 1e-6,
    });

  const firstToken = (name: string, tokens: Value) => slice(net, name, tokens, { 1: { end: 1 } });

  const grid = tensor('posembed_input.position_emb', [1, cells * cells, width]);
  const positionTable = constant(net, 'positions.table', { ...grid, shape: [cells * cells, width] });
  const scaleTable = constant(net, 'scales.table', tensor('scaleembed_input.scale_emb', [scales, width]));
  const placed = add(net, 'vectors.placed', vectors, gather(net, 'positions.rows', positionTable, places.positions));
  const patches = add(net, 'vectors.scaled', placed, gather(net, 'scales.rows', scaleTable, places.scales));
  const cls = constant(net, 'cls', repeated(tensor('cls', [1, 1, width]), batch));
  let x = concat(net, 'tokens', [cls, patches], 1);

  for (let i = 0; i < blocks; i++) {
    const name = blockName(i);
    const parts = ['query', 'key', 'value'].map((part) => layer(`${name}.attention.${part}`, width, width));
    const rows = linear(net, `${name}.attention.rows`, norm(`${name}.norm1`, x), {
      weight: joined(parts.map((part) => part.weight)),
      bias: joined(parts.map((part) => part.bias)),
    });
    let seen = attention(net, `${name}.attention`, rows, heads, places.counts);
    // After the last attention only the first token is used.
    if (i === blocks - 1) [seen, x] = [firstToken(`${name}.attention.first`, seen), firstToken(`${name}.first`, x)];
    const out = linear(net, `${name}.attention.out`, seen, layer(`${name}.attention.out`, width, width));
    x = add(net, `${name}.attended`, out, x);
    const inner = linear(net, `${name}.mlp.fc1`, norm(`${name}.norm2`, x), layer(`${name}.mlp.fc1`, hidden, width));
    const bent = unary(net, `${name}.mlp.gelu`, inner, gelu);
    x = add(net, name, linear(net, `${name}.mlp.fc2`, bent, layer(`${name}.mlp.fc2`, width, hidden)), x);
  }

  const summary = reshape(net, 'summary', x, [batch, width]);
  const normed = norm('transformer_encoder.encoder_norm', summary);
  return linear(net, outputs === 1 ? 'score' : 'votes', normed, layer('head', outputs, width));
}

function repeated(weight: Constant, times: number): Constant {
  if (times === 1) return weight;
  const [, ...rest] = weight.shape;
  return derived(`${weight.key} ${times} times`, [times, ...rest], [weight], (values) => {
    const result = new Float32Array(values!.length * times);
    for (let i = 0; i < times; i++) result.set(values!, i * values!.length);
    return result;
  });
}
