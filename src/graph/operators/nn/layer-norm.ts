import { type Constant, elementCount, type Shape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, graphError } from '../checks.ts';
import type { HostTensor, Net, OperatorRules, Reference, ReferenceResult } from '../operator.ts';

/**
 * The last dimensions normalised by their own mean and variance: (x - mean) / sqrt(variance + epsilon) * gamma + beta.
 * Input: x of any shape. Output: the same shape.
 */
export interface LayerNorm {
  readonly kind: 'layer-norm';
  /** How many dimensions, counted from the last, are normalised together. */
  readonly dimensions: number;
  /** Of the shape of these dimensions; null means 1. */
  readonly gamma: Constant | null;
  /** Of the same shape; null means 0. */
  readonly beta: Constant | null;
  readonly epsilon: number;
  readonly activation: Activation;
}

export interface LayerNormLayer {
  /** 1 when left out. */
  readonly dimensions?: number;
  readonly gamma?: Constant;
  readonly beta?: Constant;
  readonly epsilon: number;
}

export function layerNorm(net: Net<LayerNorm>, name: string, x: Value, layer: LayerNormLayer): Value {
  const { dimensions, gamma, beta, epsilon } = layer;
  const operator: LayerNorm = {
    kind: 'layer-norm',
    dimensions: dimensions ?? 1,
    gamma: gamma ?? null,
    beta: beta ?? null,
    epsilon,
    activation: 'none',
  };
  return net.add(name, operator, [x]);
}

/** What is normalised together, one after another in memory, and which gamma and beta belong to which element. */
export interface NormalisedRows {
  readonly rows: number;
  readonly size: number;
  /** So many rows after each other have gammas of their own. */
  readonly groups: number;
  /** Elements of a row after each other that share a gamma. */
  readonly run: number;
}

/** Multiplication, addition and the sums of mean and variance. */
export const normFlops = 7;

/** The reference of both normalisations by statistics of their input. */
export async function normaliseRows(
  { rows, size, groups, run }: NormalisedRows,
  operator: Pick<LayerNorm, 'gamma' | 'beta' | 'epsilon' | 'activation'>,
  x: HostTensor,
): Promise<ReferenceResult> {
  const perRow = size / run;
  const gamma = await valuesOr(operator.gamma, groups * perRow, 1);
  const beta = await valuesOr(operator.beta, groups * perRow, 0);
  const { output, magnitude } = emptySum(x.shape);
  for (let row = 0; row < rows; row++) {
    const values = x.data.subarray(row * size, (row + 1) * size);
    const mean = values.reduce((a, b) => a + b, 0) / size;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / size;
    const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const scale = 1 / Math.sqrt(variance + operator.epsilon);
    for (const [i, value] of values.entries()) {
      const channel = (row % groups) * perRow + Math.floor(i / run);
      const normalised = (value - mean) * scale;
      output.data[row * size + i] = activate(normalised * gamma[channel] + beta[channel], operator.activation);
      // Digits are lost where the mean is large beside the deviations from it, and these errors are in the variance, too.
      const lost = (Math.abs(value) + Math.abs(mean) + largest * scale * Math.abs(value - mean)) * scale;
      magnitude[row * size + i] = (lost + Math.abs(normalised)) * Math.abs(gamma[channel]) + Math.abs(beta[channel]);
    }
  }
  return { output, magnitude };
}

export function layerNormRows({ dimensions }: LayerNorm, x: Shape): NormalisedRows {
  const size = elementCount(x.slice(x.length - dimensions));
  return { rows: elementCount(x) / size, size, groups: 1, run: 1 };
}

export const layerNormRules: OperatorRules<LayerNorm> = {
  outputShape({ dimensions, gamma, beta }, inputs) {
    checkInputCount('layer-norm', inputs, 1);
    const [x] = inputs;
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > x.length) {
      throw graphError(`layer-norm of the last ${dimensions} dimensions needs an input that has them, found [${x}].`);
    }
    checkConstant('layer-norm', 'gamma', gamma, x.slice(x.length - dimensions));
    checkConstant('layer-norm', 'beta', beta, x.slice(x.length - dimensions));
    return x;
  },

  cost({ gamma, beta }, inputs, output) {
    return { flops: normFlops * elementCount(output), bytes: float32Bytes([...inputs, output], [gamma, beta]) };
  },
};

export const layerNormReference: Reference<LayerNorm> = async (operator, [x]) =>
  normaliseRows(layerNormRows(operator, x.shape), operator, x);
