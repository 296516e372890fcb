import { type Constant, elementCount, formatShape } from '../tensor.ts';
import { activate, emptySum, float32Bytes, valuesOr } from './arithmetic.ts';
import { checkConstant, checkInputCount, checkRank, checkShape, graphError } from './checks.ts';
import type { Activation, OperatorRules, ReferenceResult } from './operator.ts';

/** y = W x + b. Input: x [N,I]. Output: [N,O]. */
export interface Linear {
  readonly kind: 'linear';
  /** [O,I] */
  readonly weight: Constant;
  /** [O] */
  readonly bias: Constant | null;
  readonly activation: Activation;
}

/**
 * A fully connected layer whose weights are themselves activations, one set for each image: the target net's layer,
 * which the authors run as a grouped 1x1 convolution with the batch folded into the channels.
 * Inputs: x [N,I], weight [N,O,I], bias [N,O]. Output: [N,O].
 */
export interface TargetLinear {
  readonly kind: 'targetlinear';
  readonly activation: Activation;
}

/** activation(matrix x + bias) for x [N,I]; matrix and bias are either one for all images or one for each. */
function products(
  x: Float64Array,
  [batch, outputs]: readonly number[],
  matrices: { readonly values: Float32Array | Float64Array; readonly perImage: boolean },
  biases: { readonly values: Float32Array | Float64Array; readonly perImage: boolean },
  activation: Activation,
): ReferenceResult {
  const length = x.length / batch;
  const { output, magnitude } = emptySum([batch, outputs]);
  for (let index = 0; index < magnitude.length; index++) {
    const n = Math.floor(index / outputs);
    const o = index % outputs;
    const row = matrices.perImage ? index : o;
    const bias = biases.values[biases.perImage ? index : o];
    let sum = bias;
    let size = Math.abs(bias);
    for (let i = 0; i < length; i++) {
      const product = x[n * length + i] * matrices.values[row * length + i];
      sum += product;
      size += Math.abs(product);
    }
    output.data[index] = activate(sum, activation);
    magnitude[index] = size;
  }
  return { output, magnitude };
}

export const linearRules: OperatorRules<Linear> = {
  outputShape({ weight, bias }, inputs) {
    checkInputCount('linear', inputs, 1);
    const [x] = inputs;
    checkRank('linear', 'an input', x, 2);
    checkRank('linear', `the weight '${weight.key}'`, weight.shape, 2);
    if (weight.shape[1] !== x[1]) {
      throw graphError(
        `linear with the weight '${weight.key}' ${formatShape(weight.shape)} cannot take the input ${formatShape(x)}.`,
      );
    }
    checkConstant('linear', 'the bias', bias, [weight.shape[0]]);
    return [x[0], weight.shape[0]];
  },

  cost({ weight, bias }, inputs, output) {
    return {
      flops: elementCount(output) * (2 * weight.shape[1] + (bias === null ? 0 : 1)),
      bytes: float32Bytes([...inputs, output], [weight, bias]),
    };
  },

  async reference({ weight, bias, activation }, [x]) {
    const outputs = weight.shape[0];
    const matrix = { values: await weight.read(), perImage: false };
    const shift = { values: await valuesOr(bias, outputs, 0), perImage: false };
    return products(x.data, [x.shape[0], outputs], matrix, shift, activation);
  },
};

export const targetLinearRules: OperatorRules<TargetLinear> = {
  outputShape(_operator, inputs) {
    checkInputCount('targetlinear', inputs, 3);
    const [x, weight, bias] = inputs;
    checkRank('targetlinear', 'an input', x, 2);
    checkRank('targetlinear', 'a weight', weight, 3);
    const [batch, outputs] = weight;
    checkShape('targetlinear', 'a weight', weight, [x[0], outputs, x[1]]);
    checkShape('targetlinear', 'a bias', bias, [batch, outputs]);
    return [batch, outputs];
  },

  cost(_operator, inputs, output) {
    return { flops: elementCount(output) * (2 * inputs[0][1] + 1), bytes: float32Bytes([...inputs, output]) };
  },

  async reference({ activation }, [x, weight, bias]) {
    const matrix = { values: weight.data, perImage: true };
    const shift = { values: bias.data, perImage: true };
    return products(x.data, bias.shape, matrix, shift, activation);
  },
};
