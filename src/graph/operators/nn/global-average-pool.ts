import { elementCount, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/** The mean of each channel over all positions. Input: x [N,C,H,W]. Output: [N,C]. */
export interface GlobalAveragePool {
  readonly kind: 'global-average-pool';
}

export function globalAveragePool(net: Net<GlobalAveragePool>, name: string, x: Value): Value {
  return net.add(name, { kind: 'global-average-pool' }, [x]);
}

export const globalAveragePoolRules: OperatorRules<GlobalAveragePool> = {
  outputShape(_operator, inputs) {
    checkInputCount('global-average-pool', inputs, 1);
    checkRank('global-average-pool', 'an input', inputs[0], 4);
    return inputs[0].slice(0, 2);
  },

  cost(_operator, inputs, output) {
    return { flops: elementCount(inputs[0]) + elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const globalAveragePoolReference: Reference<GlobalAveragePool> = async (_operator, [x]) => {
  const plane = x.shape[2] * x.shape[3];
  const { output, magnitude } = emptySum(x.shape.slice(0, 2));
  for (const [i, value] of x.data.entries()) {
    output.data[Math.floor(i / plane)] += value / plane;
    magnitude[Math.floor(i / plane)] += Math.abs(value) / plane;
  }
  return { output, magnitude };
};
