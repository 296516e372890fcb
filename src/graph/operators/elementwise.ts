import { elementCount } from '../tensor.ts';
import { activate, elementwise, emptySum, float32Bytes } from './arithmetic.ts';
import { checkInputCount, checkShape } from './checks.ts';
import type { Activation, OperatorRules } from './operator.ts';

/** Input: x of any shape. Output: the same shape. */
export interface Activate {
  readonly kind: 'activate';
  readonly activation: Exclude<Activation, 'none'>;
}

/** Inputs: a and b of one shape. Output: activation(a + b). */
export interface Add {
  readonly kind: 'add';
  readonly activation: Activation;
}

export const activateRules: OperatorRules<Activate> = {
  outputShape(_operator, inputs) {
    checkInputCount('activate', inputs, 1);
    return inputs[0];
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: float32Bytes([...inputs, output]) };
  },

  async reference(operator, [x]) {
    return elementwise(x.shape, (i) => activate(x.data[i], operator.activation));
  },
};

export const addRules: OperatorRules<Add> = {
  outputShape(_operator, inputs) {
    checkInputCount('add', inputs, 2);
    checkShape('add', 'a second input', inputs[1], inputs[0]);
    return inputs[0];
  },

  cost(_operator, inputs, output) {
    return { flops: elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },

  async reference(operator, [a, b]) {
    const { output, magnitude } = emptySum(a.shape);
    for (let i = 0; i < magnitude.length; i++) {
      output.data[i] = activate(a.data[i] + b.data[i], operator.activation);
      magnitude[i] = Math.abs(a.data[i]) + Math.abs(b.data[i]);
    }
    return { output, magnitude };
  },
};
