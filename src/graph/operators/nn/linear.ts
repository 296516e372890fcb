import { type Constant, elementCount, formatShape, type Value } from '../../tensor.ts';
import { type Activation, activate } from '../activations.ts';
import { emptySum, float32Bytes, valuesOr } from '../arithmetic.ts';
import { checkConstant, checkInputCount, checkRank, graphError } from '../checks.ts';
import type { Net, OperatorRules } from '../operator.ts';

/** y = W x + b. Input: x [N,I]. Output: [N,O]. */
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
  /** [O]; none when left out. */
  readonly bias?: Constant;
  readonly activation?: Activation;
}

export function linear(net: Net<Linear>, name: string, x: Value, { weight, bias, activation }: LinearLayer): Value {
  return net.add(name, { kind: 'linear', weight, bias: bias ?? null, activation: activation ?? 'none' }, [x]);
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
    const [outputs, inputs] = weight.shape;
    const matrix = await weight.read();
    const shift = await valuesOr(bias, outputs, 0);
    const { output, magnitude } = emptySum([x.shape[0], outputs]);
    for (let index = 0; index < magnitude.length; index++) {
      const row = Math.floor(index / outputs) * inputs;
      const o = index % outputs;
      let sum = shift[o];
      let size = Math.abs(shift[o]);
      for (let i = 0; i < inputs; i++) {
        const product = x.data[row + i] * matrix[o * inputs + i];
        sum += product;
        size += Math.abs(product);
      }
      output.data[index] = activate(sum, activation);
      magnitude[index] = size;
    }
    return { output, magnitude };
  },
};
