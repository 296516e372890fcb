import { elementCount, formatShape, type Shape } from '../tensor.ts';
import { elementwise, float32Bytes } from './arithmetic.ts';
import { checkAxis, checkInputCount, checkShape, checkWhole, graphError } from './checks.ts';
import type { OperatorRules } from './operator.ts';

/** Inputs: two or more tensors that differ only along `axis`. Output: joined along it, in order. */
export interface Concat {
  readonly kind: 'concat';
  readonly axis: number;
}

/** Output dimension i is input dimension order[i]. */
export interface Permute {
  readonly kind: 'permute';
  readonly order: readonly number[];
}

/** The same row-major values under another shape of as many elements; costs nothing. */
export interface Reshape {
  readonly kind: 'reshape';
  readonly shape: Shape;
}

export const concatRules: OperatorRules<Concat> = {
  outputShape({ axis }, inputs) {
    checkInputCount('concat', inputs, 2, Infinity);
    checkAxis('concat', axis, inputs[0]);
    for (const input of inputs) checkShape('concat', 'an input', input, inputs[0].with(axis, input[axis]));
    return inputs[0].with(
      axis,
      inputs.reduce((sum, input) => sum + input[axis], 0),
    );
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: float32Bytes([...inputs, output]) };
  },

  async reference(operator, inputs) {
    const shape = concatRules.outputShape(
      operator,
      inputs.map((input) => input.shape),
    );
    const rowLengths = inputs.map((input) => elementCount(input.shape.slice(operator.axis)));
    const data = new Float64Array(elementCount(shape));
    let position = 0;
    for (let row = 0; position < data.length; row++) {
      for (const [i, input] of inputs.entries()) {
        data.set(input.data.subarray(row * rowLengths[i], (row + 1) * rowLengths[i]), position);
        position += rowLengths[i];
      }
    }
    return { output: { shape, data }, magnitude: null };
  },
};

export const permuteRules: OperatorRules<Permute> = {
  outputShape({ order }, inputs) {
    checkInputCount('permute', inputs, 1);
    const [x] = inputs;
    if (order.length !== x.length || x.some((_, axis) => !order.includes(axis))) {
      throw graphError(`permute needs an order of all dimensions of ${formatShape(x)}, found ${order.join(', ')}.`);
    }
    return order.map((axis) => x[axis]);
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: float32Bytes([...inputs, output]) };
  },

  async reference(operator, [x]) {
    const shape = permuteRules.outputShape(operator, [x.shape]);
    const strides = operator.order.map((axis) => elementCount(x.shape.slice(axis + 1)));
    return elementwise(shape, (index) => {
      let rest = index;
      let from = 0;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        from += (rest % shape[axis]) * strides[axis];
        rest = Math.floor(rest / shape[axis]);
      }
      return x.data[from];
    });
  },
};

export const reshapeRules: OperatorRules<Reshape> = {
  outputShape({ shape }, inputs) {
    checkInputCount('reshape', inputs, 1);
    checkWhole('reshape', 'a shape', shape, 1);
    if (elementCount(shape) !== elementCount(inputs[0])) {
      throw graphError(`reshape to ${formatShape(shape)} needs as many elements, found ${formatShape(inputs[0])}.`);
    }
    return shape;
  },

  cost() {
    return { flops: 0, bytes: 0 };
  },

  async reference({ shape }, [x]) {
    return { output: { shape, data: x.data }, magnitude: null };
  },
};
