import { elementCount, type Value } from '../../tensor.ts';
import { activate, emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkShape } from '../checks.ts';
import type { Activation, Net, OperatorRules } from '../operator.ts';

/** Inputs: a and b of one shape. Output: activation(a + b). */
export interface Add {
  readonly kind: 'add';
  readonly activation: Activation;
}

export function add(net: Net<Add>, name: string, a: Value, b: Value): Value {
  return net.add(name, { kind: 'add', activation: 'none' }, [a, b]);
}

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
