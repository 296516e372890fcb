import { type Constant, elementCount, formatShape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, checkRank, checkShape, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * A fully connected layer over the last dimension: activation(W x + b + residual). Inputs: x [...,I], and optionally a residual
 * of the output's shape. Output: [...,O].
 */
export interface Linear {
  readonly kind: 'linear';
  /** [O,I] */
  readonly weight: Constant;
  /** [O] */
  readonly bias: Constant | null;
  readonly activation: Activation;
}

export interface LinearLayer {
  /** [O,I] */
  readonly weight: Constant;
  /** [O]; default none. */
  readonly bias?: Constant;
  readonly activation?: Activation;
}

export function linear(net: Net<Linear>, name: string, x: Value, layer: LinearLayer, residual?: Value): Value {
  const { weight, bias, activation } = layer;
  const operator: Linear = { kind: 'linear', weight, bias: bias ?? null, activation: activation ?? 'none' };
  return net.add(name, operator, residual === undefined ? [x] : [x, residual]);
}

export const linearRules: OperatorRules<Linear> = {
  outputShape({ weight, bias }, inputs) {
    checkInputCount('linear', inputs, 1, 2);
    const [x, residual] = inputs;
    checkRank('linear', `the weight '${weight.key}'`, weight.shape, 2);
    const [outputs, length] = weight.shape;
    if (x.length === 0 || x[x.length - 1] !== length) {
      throw graphError(
        `linear with the weight '${weight.key}' ${formatShape(weight.shape)} cannot take the input ${formatShape(x)}.`,
      );
    }
    checkConstant('linear', 'the bias', bias, [outputs]);
    const shape = [...x.slice(0, -1), outputs];
    if (residual !== undefined) checkShape('linear', 'a residual', residual, shape);
    return shape;
  },

  cost({ weight, bias }, inputs, output) {
    const additions = (bias === null ? 0 : 1) + (inputs.length - 1);
    return {
      flops: elementCount(output) * (2 * weight.shape[1] + additions),
      bytes: float32Bytes([...inputs, output], [weight, bias]),
    };
  },
};

export const linearReference: Reference<Linear> = async ({ weight, bias, activation }, [x, residual]) => {
  const [outputs, inputs] = weight.shape;
  const matrix = await weight.read();
  const shift = await valuesOr(bias, outputs, 0);
  const { output, magnitude } = emptySum([...x.shape.slice(0, -1), outputs]);
  for (let index = 0; index < magnitude.length; index++) {
    const row = Math.floor(index / outputs) * inputs;
    const o = index % outputs;
    let sum = shift[o] + (residual?.data[index] ?? 0);
    let size = Math.abs(shift[o]) + Math.abs(residual?.data[index] ?? 0);
    for (let i = 0; i < inputs; i++) {
      const product = x.data[row + i] * matrix[o * inputs + i];
      sum += product;
      size += Math.abs(product);
    }
    output.data[index] = activate(sum, activation);
    magnitude[index] = size;
  }
  return { output, magnitude };
};
