/** Translates each of the graph's operators to ONNX. */
import { HyperIqaError } from '../../src/errors.ts';
import type { Activation } from '../../src/graph/operators/activations.ts';
import { targetLayers, targetSizes } from '../../src/graph/operators/hyperiqa/target-net.ts';
import type { Operator, OperatorKind } from '../../src/graph/operators/index.ts';
import type { Pool2d } from '../../src/graph/operators/nn/pool2d.ts';
import type { Reduce } from '../../src/graph/operators/nn/reduce.ts';
import { type Constant, elementCount, type Shape } from '../../src/graph/tensor.ts';
import type { Attribute, OnnxDocument } from './document.ts';
import { dropoutMask } from './dropout-mask.ts';

/** A tensor of the document. */
export interface Named {
  readonly name: string;
  readonly shape: Shape;
}

type Form<K extends OperatorKind> = (
  document: OnnxDocument,
  operator: Extract<Operator, { readonly kind: K }>,
  inputs: readonly Named[],
  output: Shape,
) => string;

function weight(document: OnnxDocument, constant: Constant, shape = constant.shape): string {
  return document.floats(constant.key, shape, () => constant.read());
}

function filled(document: OnnxDocument, value: number, length: number): string {
  return document.floats(`${value} everywhere`, [length], async () => new Float32Array(length).fill(value));
}

function orFilled(document: OnnxDocument, constant: Constant | null, value: number, length: number): string {
  return constant === null ? filled(document, value, length) : weight(document, constant);
}

/** A value per channel, in a shape that broadcasts over [N,C,...]. */
function byChannel(document: OnnxDocument, constant: Constant, x: Shape): string {
  return weight(document, constant, [elementCount(constant.shape), ...x.slice(2).map(() => 1)]);
}

function reshaped(document: OnnxDocument, x: string, shape: Shape): string {
  return document.node('Reshape', [x, document.integers(shape)]);
}

function permuted(document: OnnxDocument, x: string, order: readonly number[]): string {
  return document.node('Transpose', [x], { perm: order });
}

const plainFunctions: Partial<Readonly<Record<Activation, string>>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  hardswish: 'HardSwish',
  exp: 'Exp',
  sqrt: 'Sqrt',
  abs: 'Abs',
};

function activated(document: OnnxDocument, activation: Activation, x: string): string {
  const plain = plainFunctions[activation];
  if (plain !== undefined) return document.node(plain, [x]);
  if (activation === 'relu6') return document.node('Clip', [x, document.scalar(0), document.scalar(6)]);
  if (activation === 'gelu') return document.node('Gelu', [x]);
  if (activation === 'gelu-tanh') return document.node('Gelu', [x], { approximate: 'tanh' });
  if (activation === 'silu') return document.node('Mul', [x, document.node('Sigmoid', [x])]);
  return x;
}

function added(document: OnnxDocument, x: string, terms: readonly (string | undefined)[]): string {
  return terms.reduce<string>((sum, term) => (term === undefined ? sum : document.node('Add', [sum, term])), x);
}

/** Pads where windows of the last row or column reach beyond the input, so that ONNX can round down; the padding never counts. */
function poolPadding({ kernel, stride, padding, rounding, take, countPadding }: Pool2d, x: Shape, output: Shape) {
  if (rounding === 'floor') return padding;
  if (take === 'average' && countPadding) {
    throw new HyperIqaError('USAGE', 'An average that counts padding and rounds sizes up has no form in ONNX here.');
  }
  const ends = kernel.map((size, axis) => {
    const needed = (output[2 + axis] - 1) * stride[axis] + size - x[2 + axis] - padding[axis];
    return Math.max(padding[2 + axis], needed);
  });
  return [padding[0], padding[1], ...ends];
}

const reductions: Partial<Readonly<Record<Reduce['function'], string>>> = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
};

function reduced(document: OnnxDocument, type: string, x: string, axes: readonly number[], keepDims = true): string {
  return document.node(type, [x, document.integers(axes)], { keepdims: keepDims ? 1 : 0 });
}

/** null for operators that have no form in ONNX; no network uses them. */
const forms: { readonly [K in OperatorKind]: Form<K> | null } = {
  attention: (document, { heads }, [x, counts], [batch, tokens, width]) => {
    if (counts !== undefined)
      throw new HyperIqaError('USAGE', 'Attention to some of the tokens is not written as ONNX.');
    const size = width / heads;
    const parts = permuted(document, reshaped(document, x.name, [batch, tokens, 3, heads, size]), [2, 0, 3, 1, 4]);
    const part = (i: number) => {
      const bounds = [document.integers([i]), document.integers([i + 1]), document.integers([0])];
      return reshaped(document, document.node('Slice', [parts, ...bounds]), [batch, heads, tokens, size]);
    };
    const products = document.node('MatMul', [part(0), permuted(document, part(1), [0, 1, 3, 2])]);
    const scores = document.node('Mul', [products, document.scalar(1 / Math.sqrt(size))]);
    const seen = document.node('MatMul', [document.node('Softmax', [scores], { axis: 3 }), part(2)]);
    return reshaped(document, permuted(document, seen, [0, 2, 1, 3]), [batch, tokens, width]);
  },
  'batch-norm': (document, { gamma, beta, mean, variance, epsilon, activation }, [x]) => {
    const [channels] = mean.shape;
    const constants = [orFilled(document, gamma, 1, channels), orFilled(document, beta, 0, channels)];
    const statistics = [weight(document, mean), weight(document, variance)];
    const attributes = { epsilon: { float: epsilon } };
    const normal = document.node('BatchNormalization', [x.name, ...constants, ...statistics], attributes);
    return activated(document, activation, normal);
  },
  binary: (document, operator, inputs) => {
    const type = { add: 'Add', subtract: 'Sub', multiply: 'Mul', divide: 'Div' }[operator.function];
    const result = document.node(
      type,
      inputs.map(({ name }) => name),
    );
    return activated(document, operator.activation, result);
  },
  concat: (document, { axis }, inputs) =>
    document.node(
      'Concat',
      inputs.map(({ name }) => name),
      { axis },
    ),
  constant: (document, { weights }) => document.node('Identity', [weight(document, weights)]),
  conv2d: (document, { weight: kernel, bias, stride, padding, dilation, groups, activation, slope }, [x, residual]) => {
    const inputs = [x.name, weight(document, kernel), ...(bias === null ? [] : [weight(document, bias)])];
    const attributes: Readonly<Record<string, Attribute>> = {
      kernel_shape: kernel.shape.slice(2),
      strides: stride,
      pads: padding,
      dilations: dilation,
      group: groups,
    };
    const sum = added(document, document.node('Conv', inputs, attributes), [residual?.name]);
    const result = activated(document, activation, sum);
    return slope === null ? result : document.node('PRelu', [result, byChannel(document, slope, x.shape)]);
  },
  'crop-normalise': null,
  'difference-products': null,
  dropout: (document, operator, [x], output) => {
    const [rows, channels] = x.shape;
    const { repeats, probability, seed } = operator;
    const mask = document.floats(`dropout ${probability} ${seed}`, [1, repeats, channels], async () =>
      dropoutMask(operator, channels),
    );
    const all = document.node('Mul', [reshaped(document, x.name, [rows, 1, channels]), mask]);
    return reshaped(document, all, output);
  },
  gather: (document, _, [table, indices]) => {
    const last = document.scalar(table.shape[0] - 1);
    const inside = document.node('Clip', [indices.name, document.scalar(0), last]);
    return document.node('Gather', [table.name, document.node('Cast', [inside], { to: 7 })], { axis: 0 });
  },
  'global-average-pool': (document, _, [x], output) =>
    reshaped(document, document.node('GlobalAveragePool', [x.name]), output),
  'group-norm': (document, { groups, gamma, beta, epsilon, activation }, [x]) => {
    const rows = reshaped(document, x.name, [x.shape[0], groups, -1]);
    const constants = [filled(document, 1, groups), filled(document, 0, groups)];
    const normal = document.node('InstanceNormalization', [rows, ...constants], { epsilon: { float: epsilon } });
    const back = reshaped(document, normal, x.shape);
    const scaled = gamma === null ? back : document.node('Mul', [back, byChannel(document, gamma, x.shape)]);
    const shift = beta === null ? undefined : byChannel(document, beta, x.shape);
    return activated(document, activation, added(document, scaled, [shift]));
  },
  'half-size-cubic': null,
  'half-size-pair': null,
  'l2-normalise': (document, { scale, epsilon }, [x]) => {
    const squares = reduced(document, 'ReduceSum', document.node('Mul', [x.name, x.name]), [1]);
    const length = document.node('Sqrt', [added(document, squares, [document.scalar(epsilon)])]);
    return document.node('Mul', [document.node('Div', [x.name, length]), byChannel(document, scale, x.shape)]);
  },
  'layer-norm': (document, { dimensions, gamma, beta, epsilon, activation }, [x]) => {
    const shape = x.shape.slice(-dimensions);
    const ones = () => reshaped(document, filled(document, 1, elementCount(shape)), shape);
    const scale = gamma === null ? ones() : weight(document, gamma);
    const inputs = [x.name, scale, ...(beta === null ? [] : [weight(document, beta)])];
    const attributes = { axis: -dimensions, epsilon: { float: epsilon } };
    return activated(document, activation, document.node('LayerNormalization', inputs, attributes));
  },
  linear: (document, { weight: matrix, bias, activation }, [x, residual]) => {
    const shift = bias === null ? undefined : weight(document, bias);
    const isPlain = x.shape.length === 2;
    const product = isPlain
      ? document.node('Gemm', [x.name, weight(document, matrix), ...(shift === undefined ? [] : [shift])], {
          transB: 1,
        })
      : document.node('MatMul', [x.name, permuted(document, weight(document, matrix), [1, 0])]);
    const sum = added(document, product, [isPlain ? undefined : shift, residual?.name]);
    return activated(document, activation, sum);
  },
  matmul: (document, { transposeA, transposeB, bias, activation }, [a, b, residual]) => {
    const operand = ({ name, shape }: Named, isTransposed: boolean) => {
      const order = [...shape.keys()];
      return isTransposed ? permuted(document, name, [...order.slice(0, -2), ...order.slice(-2).reverse()]) : name;
    };
    const product = document.node('MatMul', [operand(a, transposeA), operand(b, transposeB)]);
    const sum = added(document, product, [bias === null ? undefined : weight(document, bias), residual?.name]);
    return activated(document, activation, sum);
  },
  mscn: null,
  'neighbour-moments': null,
  permute: (document, { order }, [x]) => permuted(document, x.name, order),
  pool2d: (document, operator, [x], output) => {
    const { take, kernel, stride, countPadding } = operator;
    const windows = { kernel_shape: kernel, strides: stride, pads: poolPadding(operator, x.shape, output) };
    if (take === 'max') return document.node('MaxPool', [x.name], windows);
    return document.node('AveragePool', [x.name], { ...windows, count_include_pad: countPadding ? 1 : 0 });
  },
  prelu: (document, { slope }, [x]) => {
    const isPerChannel = slope.shape.length === 1;
    const slopes = isPerChannel ? byChannel(document, slope, x.shape) : weight(document, slope);
    return document.node('PRelu', [x.name, slopes]);
  },
  reduce: (document, { function: applied, axes, keepDims }, [x], output) => {
    const plain = reductions[applied];
    if (plain !== undefined) return reduced(document, plain, x.name, axes, keepDims);
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    const mean = reduced(document, 'ReduceMean', x.name, axes);
    const difference = document.node('Sub', [x.name, mean]);
    const squares = reduced(document, 'ReduceSum', document.node('Mul', [difference, difference]), axes);
    const divisor = document.scalar(applied.startsWith('unbiased') ? count - 1 : count);
    const variance = reshaped(document, document.node('Div', [squares, divisor]), output);
    return applied.endsWith('deviation') ? document.node('Sqrt', [variance]) : variance;
  },
  reshape: (document, { shape }, [x]) => reshaped(document, x.name, shape),
  'resize-bilinear': (document, { alignment }, [x], output) =>
    document.node('Resize', [x.name, '', '', document.integers(output)], {
      mode: 'linear',
      coordinate_transformation_mode: alignment === 'half-pixel' ? 'half_pixel' : 'align_corners',
    }),
  slice: (document, { ranges }, [x]) => {
    const of = (values: readonly number[]) => document.integers(values);
    const bounds = [of(ranges.map(({ start }) => start)), of(ranges.map(({ end }) => end))];
    return document.node('Slice', [x.name, ...bounds, of([...ranges.keys()]), of(ranges.map(({ step }) => step))]);
  },
  softmax: (document, { axis }, [x]) => document.node('Softmax', [x.name], { axis }),
  'ssim-sums': null,
  'target-net': (document, { widths }, [x, matrices, vectors]) => {
    const [batch] = x.shape;
    const sizes = targetSizes(widths);
    const flat = reshaped(document, matrices.name, [batch, sizes.matrices]);
    const part = (from: string, start: number, shape: readonly number[]) => {
      const bounds = [document.integers([start]), document.integers([start + elementCount(shape)])];
      return reshaped(document, document.node('Slice', [from, ...bounds, document.integers([1])]), [batch, ...shape]);
    };
    let values = reshaped(document, x.name, [batch, widths[0], 1]);
    for (const { inputs, outputs, matrix, bias } of targetLayers(widths)) {
      const product = document.node('MatMul', [part(flat, matrix, [outputs, inputs]), values]);
      values = document.node('Sigmoid', [added(document, product, [part(vectors.name, bias, [outputs, 1])])]);
    }
    const last = widths[widths.length - 2];
    const row = part(vectors.name, sizes.vectors - 1 - last, [1, last]);
    const score = added(document, document.node('MatMul', [row, values]), [
      part(vectors.name, sizes.vectors - 1, [1, 1]),
    ]);
    return reshaped(document, score, [batch, 1]);
  },
  unary: (document, operator, [x]) => activated(document, operator.function, x.name),
};

/** A function that adds an operator to a document and returns the name of its result; null where ONNX has no form of it. */
export function formOf(operator: Operator) {
  return forms[operator.kind] as Form<OperatorKind> | null;
}
