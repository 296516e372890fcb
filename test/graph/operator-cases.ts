/** The graphs of the cases that tools/reference/make_operator_fixtures.py computes with PyTorch, under the same names. */
import type { GraphBuilder } from '../../src/graph/builder.ts';
import {
  add,
  attention,
  averagePool,
  batchNorm,
  binary,
  concat,
  constant,
  conv2d,
  dropout,
  gather,
  globalAveragePool,
  groupNorm,
  instanceNorm,
  l2Normalise,
  layerNorm,
  leakyRelu,
  linear,
  matmul,
  maxPool,
  multiply,
  permute,
  prelu,
  reduce,
  relu,
  reshape,
  resizeBilinear,
  sigmoid,
  slice,
  softmax,
  unary,
} from '../../src/graph/layers.ts';
import type { Constant, Value } from '../../src/graph/tensor.ts';

/** Parts of a case. The values of inputs and weights are seeded by the names of the case and the part. */
interface Parts {
  readonly net: GraphBuilder;
  input(name: string, ...shape: number[]): Value;
  weight(name: string, ...shape: number[]): Constant;
}

/** The input x multiplied by 20, so that functions of it leave their nearly linear range. */
function wide({ net, input, weight }: Parts, ...shape: number[]): Value {
  const twenty = { ...weight('x', 1), key: 'twenty', read: async () => Float32Array.of(20) };
  return multiply(net, 'wide', input('x', ...shape), constant(net, 'twenty', twenty));
}

function normalised({ net, input, weight }: Parts, ...shape: number[]): Value {
  return batchNorm(net, 'y', input('x', ...shape), {
    mean: weight('mean', shape[1]),
    variance: weight('variance', shape[1]),
    gamma: weight('gamma', shape[1]),
    beta: weight('beta', shape[1]),
    epsilon: 1e-3,
  });
}

export const cases: Readonly<Record<string, (parts: Parts) => Value>> = {
  'conv plain': ({ net, input, weight }) =>
    conv2d(net, 'y', input('x', 2, 3, 5, 6), {
      weight: weight('weight', 4, 3, 3, 3),
      bias: weight('bias', 4),
      padding: 1,
    }),
  'conv odd': ({ net, input, weight }) =>
    conv2d(net, 'y', input('x', 1, 4, 9, 7), {
      weight: weight('weight', 6, 2, 3, 2),
      bias: weight('bias', 6),
      groups: 2,
      stride: [2, 1],
      padding: [1, 2],
      dilation: [2, 1],
    }),
  'conv residual': ({ net, input, weight }) => {
    const layer = { weight: weight('weight', 2, 3, 1, 1), activation: 'relu' } as const;
    return conv2d(net, 'y', input('x', 2, 3, 4, 5), layer, input('residual', 2, 2, 4, 5));
  },
  batchnorm: (parts) => normalised(parts, 2, 3, 3, 4),
  'batchnorm flat': (parts) => normalised(parts, 3, 4),
  'max ceil': ({ net, input }) => maxPool(net, 'y', input('x', 1, 2, 6, 7), { kernel: 3, stride: 2, rounding: 'ceil' }),
  'max padded ceil': ({ net, input }) =>
    maxPool(net, 'y', input('x', 1, 2, 5, 6), { kernel: 2, stride: 2, padding: 1, rounding: 'ceil' }),
  'max floor': ({ net, input }) =>
    maxPool(net, 'y', input('x', 1, 2, 6, 7), { kernel: [3, 2], stride: [2, 1], padding: [1, 0] }),
  average: ({ net, input }) => averagePool(net, 'y', input('x', 1, 2, 15, 14), { kernel: 7, stride: 7 }),
  'average padded ceil': ({ net, input }) =>
    averagePool(net, 'y', input('x', 1, 2, 6, 7), { kernel: 3, stride: 2, padding: 1, rounding: 'ceil' }),
  'global average': ({ net, input }) => globalAveragePool(net, 'y', input('x', 2, 3, 4, 5)),
  linear: ({ net, input, weight }) =>
    linear(net, 'y', input('x', 2, 5), { weight: weight('weight', 4, 5), bias: weight('bias', 4), activation: 'relu' }),
  sigmoid: ({ net, input }) => sigmoid(net, 'y', input('x', 2, 7)),
  add: ({ net, input }) => relu(net, 'y', add(net, 'sum', input('a', 2, 3, 4), input('b', 2, 3, 4))),
  concat: ({ net, input }) => concat(net, 'y', [input('a', 2, 3, 2), input('b', 2, 1, 2), input('c', 2, 2, 2)], 1),
  permute: ({ net, input }) => permute(net, 'y', input('x', 2, 3, 4, 5), [0, 2, 3, 1]),
  'permute back': ({ net, input }) => permute(net, 'y', input('x', 2, 3, 4), [2, 0, 1]),
  reshape: ({ net, input }) => reshape(net, 'y', input('x', 2, 3, 4), [2, 12]),
  'softmax last': ({ net, input }) => softmax(net, 'y', input('x', 2, 5, 2), 2),
  'softmax middle': ({ net, input }) => softmax(net, 'y', input('x', 2, 5, 3), 1),
  l2normalise: ({ net, input, weight }) => l2Normalise(net, 'y', input('x', 2, 5, 2, 3), weight('scale', 5), 1e-10),
  'leaky relu': ({ net, input }) => leakyRelu(net, 'y', input('x', 2, 3, 4), 0.25),
  'prelu channels': ({ net, input, weight }) => prelu(net, 'y', input('x', 2, 3, 2, 2), weight('slope', 3)),
  'prelu elements': ({ net, input, weight }) => prelu(net, 'y', input('x', 2, 3, 2), weight('slope', 3, 2)),
  relu6: (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'relu6'),
  tanh: (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'tanh'),
  gelu: (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'gelu'),
  'gelu tanh': (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'gelu-tanh'),
  silu: (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'silu'),
  hardswish: (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'hardswish'),
  exp: (parts) => unary(parts.net, 'y', wide(parts, 5, 7), 'exp'),
  'square root of magnitudes': (parts) =>
    unary(parts.net, 'y', unary(parts.net, 'size', wide(parts, 5, 7), 'abs'), 'sqrt'),
  'subtract broadcast': ({ net, input }) => binary(net, 'y', 'subtract', input('a', 2, 1, 4), input('b', 3, 1)),
  'multiply broadcast': ({ net, input }) => binary(net, 'y', 'multiply', input('a', 3, 1, 2), input('b', 2, 1, 4, 1)),
  'divide by channels': ({ net, input, weight }) =>
    binary(net, 'y', 'divide', input('x', 2, 3, 2, 2), constant(net, 'divisor', weight('variance', 1, 3, 1, 1))),
  slice: ({ net, input }) =>
    slice(net, 'y', input('x', 3, 5, 7), { 0: { start: 1 }, 2: { start: 1, end: 6, step: 2 } }),
  'gather rows': ({ net, input, weight }) => {
    const indices = { ...weight('indices', 2, 2), key: 'rows', read: async () => Float32Array.of(3, 0, 1, 3) };
    return gather(net, 'y', input('table', 4, 3), constant(net, 'rows', indices));
  },
  'sum over channels': ({ net, input }) => reduce(net, 'y', input('x', 2, 5, 3), 'sum', [1]),
  'mean kept': ({ net, input }) => reduce(net, 'y', input('x', 2, 5, 3), 'mean', [0, 2], true),
  'largest of maps': ({ net, input }) => reduce(net, 'y', input('x', 2, 3, 4, 5), 'max', [2, 3]),
  'smallest of maps': ({ net, input }) => reduce(net, 'y', input('x', 2, 3, 4, 5), 'min', [2, 3]),
  variance: ({ net, input }) => reduce(net, 'y', input('x', 2, 3, 7), 'variance', [2]),
  'unbiased variance': ({ net, input }) => reduce(net, 'y', input('x', 2, 3, 7), 'unbiased-variance', [2]),
  deviation: ({ net, input }) => reduce(net, 'y', input('x', 2, 3, 7), 'deviation', [0, 1]),
  'unbiased deviation': ({ net, input }) => reduce(net, 'y', input('x', 2, 3, 7), 'unbiased-deviation', [1, 2], true),
  'permute six': ({ net, input }) => permute(net, 'y', input('x', 2, 1, 3, 2, 2, 2), [4, 2, 0, 5, 1, 3]),
  'linear of tokens': ({ net, input, weight }) =>
    linear(net, 'y', input('x', 2, 3, 5), {
      weight: weight('weight', 4, 5),
      bias: weight('bias', 4),
      activation: 'gelu',
    }),
  'linear and residual': ({ net, input, weight }) =>
    linear(net, 'y', input('x', 2, 3, 5), { weight: weight('weight', 4, 5) }, input('residual', 2, 3, 4)),
  matmul: ({ net, input, weight }) =>
    matmul(net, 'y', input('a', 2, 3, 5), input('b', 2, 5, 4), { bias: weight('bias', 4), activation: 'relu' }),
  'matmul transposed': ({ net, input }) =>
    matmul(net, 'y', input('a', 5, 3), input('b', 4, 5), { transposeA: true, transposeB: true }),
  'matmul broadcast': ({ net, input }) =>
    matmul(net, 'y', input('a', 2, 1, 3, 5), input('b', 4, 5, 2), {}, input('residual', 2, 4, 3, 2)),
  'layer norm': ({ net, input, weight }) =>
    layerNorm(net, 'y', input('x', 2, 3, 7), { gamma: weight('gamma', 7), beta: weight('beta', 7), epsilon: 1e-5 }),
  'layer norm of two dimensions': ({ net, input }) =>
    layerNorm(net, 'y', input('x', 2, 3, 7), { dimensions: 2, epsilon: 1e-3 }),
  'group norm': ({ net, input, weight }) =>
    groupNorm(net, 'y', input('x', 2, 6, 3, 2), {
      ...{ groups: 3, gamma: weight('gamma', 6), beta: weight('beta', 6) },
      epsilon: 1e-5,
    }),
  'instance norm': ({ net, input }) => instanceNorm(net, 'y', input('x', 2, 3, 3, 5), { epsilon: 1e-5 }),
  'conv of four paddings': ({ net, input, weight }) =>
    conv2d(net, 'y', input('x', 1, 2, 5, 6), {
      weight: weight('weight', 3, 2, 3, 3),
      stride: 2,
      padding: [0, 1, 2, 3],
    }),
  'max of four paddings': ({ net, input }) =>
    maxPool(net, 'y', input('x', 1, 2, 6, 8), { kernel: 3, stride: 2, padding: [0, 1, 1, 0] }),
  'average without padding': ({ net, input }) =>
    averagePool(net, 'y', input('x', 1, 2, 6, 7), {
      ...{ kernel: 3, stride: 2, padding: 1, rounding: 'ceil' },
      countPadding: false,
    }),
  'conv of groups': ({ net, input, weight }) =>
    conv2d(net, 'y', input('x', 2, 9, 5, 4), {
      ...{ weight: weight('weight', 15, 3, 3, 3), bias: weight('bias', 15) },
      ...{ groups: 3, padding: 1, stride: [1, 2] },
    }),
  'conv depthwise': ({ net, input, weight }) =>
    conv2d(net, 'y', input('x', 2, 3, 5, 6), {
      weight: weight('weight', 6, 1, 3, 3),
      groups: 3,
      padding: 1,
      stride: 2,
    }),
  'resize up': ({ net, input }) =>
    resizeBilinear(net, 'y', input('x', 1, 2, 3, 5), { height: 7, width: 8, alignment: 'half-pixel' }),
  'resize down': ({ net, input }) =>
    resizeBilinear(net, 'y', input('x', 1, 2, 7, 9), { height: 3, width: 4, alignment: 'half-pixel' }),
  'resize by corner centres': ({ net, input }) =>
    resizeBilinear(net, 'y', input('x', 1, 2, 3, 5), { height: 7, width: 4, alignment: 'corner-centres' }),
  attention: (parts) => attention(parts.net, 'y', wide(parts, 2, 5, 18), 3),
  'attention of few tokens': (parts) => {
    const counts = { ...parts.weight('counts', 2), key: 'counts', read: async () => Float32Array.of(3, 1) };
    return attention(parts.net, 'y', wide(parts, 2, 4, 12), 2, constant(parts.net, 'counts', counts));
  },
  'dropout of every row three times': ({ net, input }) =>
    dropout(net, 'y', input('x', 2, 7), { probability: 0.4, repeats: 3, seed: 20 }),
};
