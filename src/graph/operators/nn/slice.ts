import type { Shape, Value } from '../../tensor.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkWhole, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { stridedOffset, stridesOf } from '../strides.ts';

/** The indices from `start` up to but excluding `end`, in steps of `step`. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A part of a tensor. Input: x of any shape. Output: the elements within the ranges of all dimensions. */
export interface Slice {
  readonly kind: 'slice';
  /** One for each dimension. */
  readonly ranges: readonly Range[];
}

/** @param ranges by axis; default the whole axis, with step 1 */
export function slice(
  net: Net<Slice>,
  name: string,
  x: Value,
  ranges: Readonly<Record<number, Partial<Range>>>,
): Value {
  const all = x.shape.map((size, axis) => ({ start: 0, end: size, step: 1, ...ranges[axis] }));
  return net.add(name, { kind: 'slice', ranges: all }, [x]);
}

/** The input offset of the first element, and the input's stride for each output dimension. */
export function sliceWalk({ ranges }: Slice, x: Shape): { readonly base: number; readonly strides: readonly number[] } {
  const strides = stridesOf(x);
  return {
    base: ranges.reduce((sum, { start }, axis) => sum + start * strides[axis], 0),
    strides: ranges.map(({ step }, axis) => step * strides[axis]),
  };
}

export const sliceRules: OperatorRules<Slice> = {
  outputShape({ ranges }, inputs) {
    checkInputCount('slice', inputs, 1);
    const [x] = inputs;
    if (ranges.length !== x.length) {
      throw graphError(`slice needs a range for each of ${x.length} dimensions, found ${ranges.length}.`);
    }
    return ranges.map(({ start, end, step }, axis) => {
      checkWhole('slice', 'a start', [start], 0);
      checkWhole('slice', 'a step', [step], 1);
      if (!Number.isSafeInteger(end) || end <= start || end > x[axis]) {
        throw graphError(`slice along axis ${axis} of size ${x[axis]} cannot take ${start} to before ${end}.`);
      }
      return Math.ceil((end - start) / step);
    });
  },

  cost(_operator, _inputs, output) {
    return { flops: 0, bytes: float32Bytes([output, output]) };
  },
};

export const sliceReference: Reference<Slice> = async (operator, [x]) => {
  const shape = sliceRules.outputShape(operator, [x.shape]);
  const { base, strides } = sliceWalk(operator, x.shape);
  return elementwise(shape, (index) => x.data[base + stridedOffset(index, shape, strides)]);
};
