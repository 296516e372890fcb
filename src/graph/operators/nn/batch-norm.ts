import { type Constant, elementCount, formatShape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Batch normalisation with stored statistics, per channel: (x - mean) / sqrt(variance + epsilon) * gamma + beta.
 * Input: x [N,C,...]. Output: the same shape.
 */
export interface BatchNorm {
  readonly kind: 'batch-norm';
  /** [C] */
  readonly mean: Constant;
  /** [C] */
  readonly variance: Constant;
  /** [C]; null means 1. */
  readonly gamma: Constant | null;
  /** [C]; null means 0. */
  readonly beta: Constant | null;
  readonly epsilon: number;
  readonly activation: Activation;
}

/** The statistics, multiplier and shift of a layer. */
export type BatchNormLayer = Omit<BatchNorm, 'kind' | 'activation'>;

export function batchNorm(net: Net<BatchNorm>, name: string, x: Value, layer: BatchNormLayer): Value {
  return net.add(name, { kind: 'batch-norm', ...layer, activation: 'none' }, [x]);
}

export const batchNormRules: OperatorRules<BatchNorm> = {
  outputShape(operator, inputs) {
    checkInputCount('batch-norm', inputs, 1);
    const [x] = inputs;
    if (x.length < 2) throw graphError(`batch-norm needs an input [N,C,...], found ${formatShape(x)}.`);
    checkConstant('batch-norm', 'the mean', operator.mean, [x[1]]);
    checkConstant('batch-norm', 'the variance', operator.variance, [x[1]]);
    checkConstant('batch-norm', 'gamma', operator.gamma, [x[1]]);
    checkConstant('batch-norm', 'beta', operator.beta, [x[1]]);
    return x;
  },

  cost(operator, inputs, output) {
    // One multiplication and one addition, as the statistics combine to one multiplier and one shift per channel.
    return {
      flops: 2 * elementCount(output),
      bytes: float32Bytes([...inputs, output], [operator.mean, operator.variance, operator.gamma, operator.beta]),
    };
  },
};

export const batchNormReference: Reference<BatchNorm> = async (operator, [x]) => {
  const channels = x.shape[1];
  const plane = elementCount(x.shape.slice(2));
  const mean = await operator.mean.read();
  const variance = await operator.variance.read();
  const gamma = await valuesOr(operator.gamma, channels, 1);
  const beta = await valuesOr(operator.beta, channels, 0);
  const { output, magnitude } = emptySum(x.shape);
  for (let i = 0; i < x.data.length; i++) {
    const c = Math.floor(i / plane) % channels;
    const multiplier = gamma[c] / Math.sqrt(variance[c] + operator.epsilon);
    output.data[i] = activate((x.data[i] - mean[c]) * multiplier + beta[c], operator.activation);
    magnitude[i] = (Math.abs(x.data[i]) + Math.abs(mean[c])) * Math.abs(multiplier) + Math.abs(beta[c]);
  }
  return { output, magnitude };
};
