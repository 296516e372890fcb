import { elementCount, type Value } from '../../tensor.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkAxis, checkInputCount, checkShape } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** Concatenation. Inputs: two or more tensors that differ only along `axis`. Output: the inputs joined along it, in order. */
export interface Concat {
  readonly kind: 'concat';
  readonly axis: number;
}

export function concat(net: Net<Concat>, name: string, inputs: readonly Value[], axis: number): Value {
  return net.add(name, { kind: 'concat', axis }, inputs);
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
};

export const concatReference: Reference<Concat> = async (operator, inputs) => {
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
};
