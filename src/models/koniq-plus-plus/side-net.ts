/** KonIQ++'s side networks, which merge the backbone's features at four scales from the finest to the coarsest. */
import type { GraphBuilder } from '../../graph/builder.ts';
import {
  add,
  averagePool,
  batchNorm,
  concat,
  constant,
  conv2d,
  divide,
  globalAveragePool,
  multiply,
  reduce,
  relu,
  reshape,
  sigmoid,
  unary,
} from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

const batchNormEpsilon = 1e-5;
/** The channels of the eight heads, where the weights do not determine them. */
const usualHeads = [64, 64, 64, 64, 128, 128, 256, 256];
/** Inside the attention there are fewer channels by this factor. */
const reduction = 2;

/**
 * The features [N,C] of a side network.
 * @param side `sub_q.` or `sub_dist.`
 * @param taps the outputs of the first and last blocks of four stages
 */
export function addSideNet(net: GraphBuilder, weights: WeightSource, side: string, taps: readonly Value[]): Value {
  const heads = taps.map((tap, i) => {
    const head = `${side}head${i}`;
    const outputs = weights.shapeOf(`${head}.0.weight`)?.[0] ?? usualHeads[i]!;
    return addConvNorm(net, weights, head, tap, outputs);
  });
  let merged = heads[0]!;
  for (let stage = 0; stage < heads.length / 2; stage++) {
    const block = `${side}fusion_block${stage + 1}`;
    const [first, last] = [heads[2 * stage]!, heads[2 * stage + 1]!];
    const finer = stage === 0 ? first : concat(net, `${block}.input`, [merged, first], 1);
    const refined = addRefinement(net, weights, block, finer, last);
    const isLast = 2 * stage + 2 === heads.length;
    merged = isLast ? addGlobalSoftPool(net, `${side}pool`, refined) : addSoftPool(net, `${block}.pool`, refined);
  }
  return merged;
}

/** A 3x3 convolution that keeps the size, with a bias, and its normalisation. */
function addConvNorm(net: GraphBuilder, weights: WeightSource, name: string, x: Value, outputs: number): Value {
  const product = conv2d(net, `${name}.0`, x, {
    weight: weights.constant(`${name}.0.weight`, [outputs, x.shape[1]!, 3, 3]),
    bias: weights.constant(`${name}.0.bias`, [outputs]),
    padding: 1,
  });
  return batchNorm(net, `${name}.1`, product, {
    mean: weights.constant(`${name}.1.running_mean`, [outputs]),
    variance: weights.constant(`${name}.1.running_var`, [outputs]),
    gamma: weights.constant(`${name}.1.weight`, [outputs]),
    beta: weights.constant(`${name}.1.bias`, [outputs]),
    epsilon: batchNormEpsilon,
  });
}

/** The sum of both inputs, the first one convolved, weighted by the attention computed from the sum. */
function addRefinement(net: GraphBuilder, weights: WeightSource, block: string, finer: Value, last: Value): Value {
  const convolved = addConvNorm(net, weights, `${block}.conv1`, finer, last.shape[1]!);
  const sum = add(net, `${block}.sum`, convolved, last);
  const attention = addAttention(net, weights, `${block}.attn`, sum);
  return multiply(net, block, sum, attention);
}

/** [N,C,H,W] to weights of the same shape: the sigmoid of a product of sigmoids, one per channel and one per position. */
function addAttention(net: GraphBuilder, weights: WeightSource, name: string, x: Value): Value {
  const [batch, channels] = x.shape as [number, number];
  const pair = (branch: string, input: Value) => {
    const layer = (index: number, y: Value, outputs: number) =>
      conv2d(net, `${branch}.${index}`, y, {
        weight: weights.constant(`${branch}.${index}.weight`, [outputs, y.shape[1]!, 1, 1]),
        bias: weights.constant(`${branch}.${index}.bias`, [outputs]),
      });
    const narrow = relu(net, `${branch}.1`, layer(0, input, Math.floor(channels / reduction)));
    return sigmoid(net, `${branch}.3`, layer(2, narrow, channels));
  };
  const mean = reshape(net, `${name}.mean`, globalAveragePool(net, `${name}.pool`, x), [batch, channels, 1, 1]);
  const ofChannels = pair(`${name}.conv_ca`, mean);
  const ofPlaces = pair(`${name}.conv_pa`, x);
  return sigmoid(net, name, multiply(net, `${name}.product`, ofPlaces, ofChannels));
}

/** The weight of each position, the same for all channels: [N,1,H,W]. */
function addSoftWeights(net: GraphBuilder, name: string, x: Value): Value {
  return reduce(net, `${name}.weights`, unary(net, `${name}.exp`, x, 'exp'), 'sum', [1], true);
}

/** Weighted means over windows of 2x2. */
function addSoftPool(net: GraphBuilder, name: string, x: Value): Value {
  const soft = addSoftWeights(net, name, x);
  const window = { kernel: 2, stride: 2 };
  const weighted = averagePool(net, `${name}.weighted`, multiply(net, `${name}.product`, x, soft), window);
  return divide(net, name, weighted, averagePool(net, `${name}.total`, soft, window));
}

/**
 * The weighted mean over all positions, [N,C,H,W] to [N,C], times H / W: the authors multiply by the height where they divide by
 * the width, and their weights were trained that way.
 */
function addGlobalSoftPool(net: GraphBuilder, name: string, x: Value): Value {
  const [batch, , height, width] = x.shape as [number, number, number, number];
  const soft = addSoftWeights(net, name, x);
  const weighted = reduce(net, `${name}.weighted`, multiply(net, `${name}.product`, x, soft), 'sum', [2, 3]);
  const total = reduce(
    net,
    `${name}.total`,
    reshape(net, `${name}.places`, soft, [batch, height * width]),
    'sum',
    [1],
    true,
  );
  const aspect = constant(net, `${name}.aspect`, {
    key: `${height} over ${width}`,
    shape: [1],
    read: async () => Float32Array.of(height / width),
  });
  return multiply(net, name, divide(net, `${name}.mean`, weighted, total), aspect);
}
