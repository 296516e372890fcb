import { type Constant, elementCount, formatShape, type Shape, type Value } from '../../tensor.ts';
import type { Activation } from '../activations.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkConstant, checkInputCount, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { type NormalisedRows, normaliseRows, normFlops } from './layer-norm.ts';

/**
 * Group normalisation: each image's groups of channels are normalised by their own mean and variance, (x - mean) / sqrt(variance
 * + epsilon) * gamma + beta. Input: x [N,C,...]. Output: the same shape.
 */
export interface GroupNorm {
  readonly kind: 'group-norm';
  readonly groups: number;
  /** [C]; null means 1. */
  readonly gamma: Constant | null;
  /** [C]; null means 0. */
  readonly beta: Constant | null;
  readonly epsilon: number;
  readonly activation: Activation;
}

export interface GroupNormLayer {
  readonly groups: number;
  readonly gamma?: Constant;
  readonly beta?: Constant;
  readonly epsilon: number;
}

export function groupNorm(net: Net<GroupNorm>, name: string, x: Value, layer: GroupNormLayer): Value {
  const { groups, gamma, beta, epsilon } = layer;
  const constants = { gamma: gamma ?? null, beta: beta ?? null };
  return net.add(name, { kind: 'group-norm', groups, ...constants, epsilon, activation: 'none' }, [x]);
}

/** Instance normalisation: group normalisation with one channel in each group. */
export function instanceNorm(
  net: Net<GroupNorm>,
  name: string,
  x: Value,
  layer: Omit<GroupNormLayer, 'groups'>,
): Value {
  return groupNorm(net, name, x, { ...layer, groups: x.shape[1] });
}

export function groupNormRows({ groups }: GroupNorm, x: Shape): NormalisedRows {
  const run = elementCount(x.slice(2));
  return { rows: x[0] * groups, size: (x[1] / groups) * run, groups, run };
}

export const groupNormRules: OperatorRules<GroupNorm> = {
  outputShape({ groups, gamma, beta }, inputs) {
    checkInputCount('group-norm', inputs, 1);
    const [x] = inputs;
    if (x.length < 2 || !Number.isInteger(groups) || groups < 1 || x[1] % groups !== 0) {
      throw graphError(
        `group-norm of ${groups} groups needs an input [N,C,...] of as many channels or a multiple, found ${formatShape(x)}.`,
      );
    }
    checkConstant('group-norm', 'gamma', gamma, [x[1]]);
    checkConstant('group-norm', 'beta', beta, [x[1]]);
    return x;
  },

  cost({ gamma, beta }, inputs, output) {
    return { flops: normFlops * elementCount(output), bytes: float32Bytes([...inputs, output], [gamma, beta]) };
  },
};

export const groupNormReference: Reference<GroupNorm> = async (operator, [x]) =>
  normaliseRows(groupNormRows(operator, x.shape), operator, x);
