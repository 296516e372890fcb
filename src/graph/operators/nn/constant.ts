import type { Value, Constant as Weights } from '../../tensor.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkInputCount } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** Weights as an activation, for operators that take them as an input. No inputs. Output: the weights' shape. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly weights: Weights;
}

export function constant(net: Net<ConstantValue>, name: string, weights: Weights): Value {
  return net.add(name, { kind: 'constant', weights }, []);
}

export const constantRules: OperatorRules<ConstantValue> = {
  outputShape({ weights }, inputs) {
    checkInputCount('constant', inputs, 0);
    return weights.shape;
  },

  cost({ weights }, _inputs, output) {
    return { flops: 0, bytes: float32Bytes([output], [weights]) };
  },
};

export const constantReference: Reference<ConstantValue> = async ({ weights }) => {
  return { output: { shape: weights.shape, data: Float64Array.from(await weights.read()) }, magnitude: null };
};
