import { elementCount, type Shape, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkAxis, checkInputCount, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { stridedOffset, stridesOf } from '../strides.ts';

/**
 * Reduces all elements along some axes to one number. Input: x of any shape. Output: its shape without these axes, or with size 1
 * there. A variance divides the sum of squares about the mean by the number of elements, an unbiased one by one less; a deviation
 * is the root of a variance.
 */
export interface Reduce {
  readonly kind: 'reduce';
  readonly function:
    | 'sum'
    | 'mean'
    | 'max'
    | 'min'
    | 'variance'
    | 'unbiased-variance'
    | 'deviation'
    | 'unbiased-deviation';
  /** In ascending order. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** @param keepDims keeps the reduced axes in the output, with size 1 */
export function reduce(
  net: Net<Reduce>,
  name: string,
  x: Value,
  applied: Reduce['function'],
  axes: readonly number[],
  keepDims = false,
): Value {
  return net.add(name, { kind: 'reduce', function: applied, axes: [...axes].sort((a, b) => a - b), keepDims }, [x]);
}

/** The sizes and input strides of a reduction's two loops: over the elements of the output, and over the terms of each. */
export function reductionWalks({ axes }: Reduce, x: Shape) {
  const strides = stridesOf(x);
  const along = (wanted: boolean) => {
    const kept = [...x.keys()].filter((axis) => axes.includes(axis) === wanted);
    return { sizes: kept.map((axis) => x[axis]), strides: kept.map((axis) => strides[axis]) };
  };
  return { outputs: along(false), terms: along(true) };
}

/** The divisor of the sum of terms, or of squares about their mean. */
export function divisorOf(operator: Reduce, terms: number): number {
  if (operator.function === 'sum') return 1;
  return operator.function.startsWith('unbiased') ? terms - 1 : terms;
}

function reference(operator: Reduce, values: Float64Array): { readonly value: number; readonly magnitude: number } {
  if (operator.function === 'max' || operator.function === 'min') {
    const value = values.reduce((a, b) => Math[operator.function as 'max' | 'min'](a, b));
    return { value, magnitude: Math.abs(value) };
  }
  const divisor = divisorOf(operator, values.length);
  const sum = values.reduce((a, b) => a + b, 0);
  const magnitude = values.reduce((a, b) => a + Math.abs(b), 0) / divisor;
  if (operator.function === 'sum' || operator.function === 'mean') return { value: sum / divisor, magnitude };
  const mean = sum / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / divisor;
  // Digits are lost where the mean is large compared to the deviations from it.
  const size = values.reduce((a, b) => a + (Math.abs(b) + Math.abs(mean)) * Math.abs(b - mean), 0) / divisor;
  if (!operator.function.endsWith('deviation')) return { value: variance, magnitude: variance + size };
  const deviation = Math.sqrt(variance);
  return { value: deviation, magnitude: deviation + size / (deviation + 1e-30) };
}

export const reduceRules: OperatorRules<Reduce> = {
  outputShape({ axes, keepDims, function: applied }, inputs) {
    checkInputCount('reduce', inputs, 1);
    const [x] = inputs;
    for (const axis of axes) checkAxis('reduce', axis, x);
    if (axes.length === 0 || new Set(axes).size !== axes.length) {
      throw graphError(`reduce needs one axis or more, each once, found ${axes.join(', ') || 'none'}.`);
    }
    if (applied.startsWith('unbiased') && elementCount(axes.map((axis) => x[axis])) < 2) {
      throw graphError(`reduce by an ${applied} needs two elements or more along its axes, found 1.`);
    }
    return keepDims
      ? x.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : x.filter((_, axis) => !axes.includes(axis));
  },

  cost({ function: applied }, inputs, output) {
    const each = applied === 'max' || applied === 'min' ? 0 : applied === 'sum' || applied === 'mean' ? 1 : 4;
    return { flops: each * elementCount(inputs[0]), bytes: float32Bytes([...inputs, output]) };
  },
};

export const reduceReference: Reference<Reduce> = async (operator, [x]) => {
  const { outputs, terms } = reductionWalks(operator, x.shape);
  const result = emptySum(reduceRules.outputShape(operator, [x.shape]));
  for (let i = 0; i < result.magnitude.length; i++) {
    const start = stridedOffset(i, outputs.sizes, outputs.strides);
    const values = Float64Array.from({ length: elementCount(terms.sizes) }, (_, k) => {
      return x.data[start + stridedOffset(k, terms.sizes, terms.strides)];
    });
    const { value, magnitude } = reference(operator, values);
    result.output.data[i] = value;
    result.magnitude[i] = magnitude;
  }
  return result;
};
