import { type Constant, elementCount, type Value } from '../../tensor.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkConstant, checkInputCount, checkRank } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * SSD's Normalize layer: x / sqrt(sum over channels of x^2 + epsilon) * scale[c] at every position. Input: x [N,C,H,W]. Output:
 * the same shape.
 */
export interface L2Normalise {
  readonly kind: 'l2-normalise';
  /** [C] */
  readonly scale: Constant;
  readonly epsilon: number;
}

export function l2Normalise(net: Net<L2Normalise>, name: string, x: Value, scale: Constant, epsilon: number): Value {
  return net.add(name, { kind: 'l2-normalise', scale, epsilon }, [x]);
}

export const l2NormaliseRules: OperatorRules<L2Normalise> = {
  outputShape({ scale }, inputs) {
    checkInputCount('l2-normalise', inputs, 1);
    checkRank('l2-normalise', 'an input', inputs[0], 4);
    checkConstant('l2-normalise', 'the scale', scale, [inputs[0][1]]);
    return inputs[0];
  },

  cost({ scale }, inputs, output) {
    // A square, an addition to the sum, and two multiplications for the result.
    return { flops: 4 * elementCount(output), bytes: float32Bytes([...inputs, output], [scale]) };
  },
};

export const l2NormaliseReference: Reference<L2Normalise> = async (operator, [x]) => {
  const [batch, channels, height, width] = x.shape;
  const plane = height * width;
  const scale = await operator.scale.read();
  const data = new Float64Array(x.data.length);
  for (let position = 0; position < batch * plane; position++) {
    const first = Math.floor(position / plane) * channels * plane + (position % plane);
    let sum = operator.epsilon;
    for (let c = 0; c < channels; c++) sum += x.data[first + c * plane] ** 2;
    for (let c = 0; c < channels; c++)
      data[first + c * plane] = (x.data[first + c * plane] / Math.sqrt(sum)) * scale[c];
  }
  return { output: { shape: x.shape, data }, magnitude: null };
};
