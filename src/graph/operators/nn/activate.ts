import type { Value } from '../../tensor.ts';
import { activate, elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount } from '../checks.ts';
import type { Activation, Net, OperatorRules } from '../operator.ts';

/** Input: x of any shape. Output: the same shape. */
export interface Activate {
  readonly kind: 'activate';
  readonly activation: Exclude<Activation, 'none'>;
}

export function relu(net: Net<Activate>, name: string, x: Value): Value {
  return net.add(name, { kind: 'activate', activation: 'relu' }, [x]);
}

export function sigmoid(net: Net<Activate>, name: string, x: Value): Value {
  return net.add(name, { kind: 'activate', activation: 'sigmoid' }, [x]);
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
