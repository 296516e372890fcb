import { type Constant, elementCount, type Shape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, graphError } from '../checks.ts';
import type { HostTensor, Net, OperatorRules, Reference, ReferenceResult } from '../operator.ts';

/**
 * Layer normalisation over the last dimensions: (x - mean) / sqrt(variance + epsilon) * gamma + beta. Input: x of any shape.
 * Output: the same shape.
 */
export interface LayerNorm {
  readonly kind: 'layer-norm';
  /** The number of trailing dimensions that are normalised together. */
  readonly dimensions: number;
  /** Has the shape of the normalised dimensions; null means 1. */
  readonly gamma: Constant | null;
  /** Has the shape of the normalised dimensions; null means 0. */
  readonly beta: Constant | null;
  readonly epsilon: number;
  readonly activation: Activation;
}

export interface LayerNormLayer {
  /** Default 1. */
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

/**
 * How a normalisation divides a tensor: rows, contiguous in memory, that share statistics, and how gamma and beta map to the
 * elements of a row.
 */
export interface NormalisedRows {
  readonly rows: number;
  readonly size: number;
  /** This many consecutive rows have different gammas; then the gammas repeat. */
  readonly groups: number;
  /** This many consecutive elements of a row share a gamma. */
  readonly run: number;
}

/** Per element: a multiplication, an addition, and the sums for mean and variance. */
export const normFlops = 7;

/** The reference of the normalisations that compute their statistics from the input. */
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
      // Digits are lost where the mean is large compared to the deviations from it; these errors also enter the variance.
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
