import { elementCount, type Value } from '../../tensor.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkAxis, checkInputCount } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** exp(x - max) / sum exp(x - max) along `axis`. Output: the input's shape. */
export interface Softmax {
  readonly kind: 'softmax';
  readonly axis: number;
}

export function softmax(net: Net<Softmax>, name: string, x: Value, axis: number): Value {
  return net.add(name, { kind: 'softmax', axis }, [x]);
}

export const softmaxRules: OperatorRules<Softmax> = {
  outputShape({ axis }, inputs) {
    checkInputCount('softmax', inputs, 1);
    checkAxis('softmax', axis, inputs[0]);
    return inputs[0];
  },

  cost(_operator, inputs, output) {
    // A subtraction, an addition to the sum and a division for each element; exponentials are not counted.
    return { flops: 3 * elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const softmaxReference: Reference<Softmax> = async ({ axis }, [x]) => {
  const length = x.shape[axis];
  const stride = elementCount(x.shape.slice(axis + 1));
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / stride) % length !== 0) continue;
    const positions = Array.from({ length }, (_, k) => start + k * stride);
    const largest = Math.max(...positions.map((i) => x.data[i]));
    const powers = positions.map((i) => Math.exp(x.data[i] - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (const [k, i] of positions.entries()) data[i] = powers[k] / sum;
  }
  return { output: { shape: x.shape, data }, magnitude: null };
};
