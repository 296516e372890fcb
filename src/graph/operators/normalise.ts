import { type Constant, elementCount } from '../tensor.ts';
import { float32Bytes } from './arithmetic.ts';
import { checkAxis, checkConstant, checkInputCount, checkRank } from './checks.ts';
import type { OperatorRules } from './operator.ts';

/** exp(x - max) / sum exp(x - max) along `axis`. Output: the input's shape. */
export interface Softmax {
  readonly kind: 'softmax';
  readonly axis: number;
}

/**
 * SSD's Normalize: x / sqrt(sum over channels of x^2 + epsilon) * scale[c] at every position.
 * Input: x [N,C,H,W]. Output: the same shape.
 */
export interface L2Normalise {
  readonly kind: 'l2normalise';
  /** [C] */
  readonly scale: Constant;
  readonly epsilon: number;
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

  async reference({ axis }, [x]) {
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
  },
};

export const l2NormaliseRules: OperatorRules<L2Normalise> = {
  outputShape({ scale }, inputs) {
    checkInputCount('l2normalise', inputs, 1);
    checkRank('l2normalise', 'an input', inputs[0], 4);
    checkConstant('l2normalise', 'the scale', scale, [inputs[0][1]]);
    return inputs[0];
  },

  cost({ scale }, inputs, output) {
    // A square, an addition to the sum, and the two multiplications of the result.
    return { flops: 4 * elementCount(output), bytes: float32Bytes([...inputs, output], [scale]) };
  },

  async reference(operator, [x]) {
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
  },
};
