import { formatShape, type Value } from '../../tensor.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { stridedOffset, stridesOf } from '../strides.ts';

/** Reorders dimensions: output dimension i is input dimension order[i]. */
export interface Permute {
  readonly kind: 'permute';
  readonly order: readonly number[];
}

export function permute(net: Net<Permute>, name: string, x: Value, order: readonly number[]): Value {
  return net.add(name, { kind: 'permute', order }, [x]);
}

export const permuteRules: OperatorRules<Permute> = {
  outputShape({ order }, inputs) {
    checkInputCount('permute', inputs, 1);
    const [x] = inputs;
    if (order.length !== x.length || x.some((_, axis) => !order.includes(axis))) {
      throw graphError(`permute needs an order of all dimensions of ${formatShape(x)}, found ${order.join(', ')}.`);
    }
    return order.map((axis) => x[axis]);
  },

  cost(_operator, inputs, output) {
    return { flops: 0, bytes: float32Bytes([...inputs, output]) };
  },
};

export const permuteReference: Reference<Permute> = async (operator, [x]) => {
  const shape = permuteRules.outputShape(operator, [x.shape]);
  const strides = stridesOf(x.shape);
  const steps = operator.order.map((axis) => strides[axis]);
  return elementwise(shape, (index) => x.data[stridedOffset(index, shape, steps)]);
};
