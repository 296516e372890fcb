import { elementCount, type Value } from '../../tensor.ts';
import { float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank, checkShape } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Products of the channels' differences between two photos, from which the squared error of each channel, and of any weighted sum
 * of channels such as luma, follows. Inputs: photo and reference, bytes [N,3]. Output: [P,6]: for each part of 256 successive
 * pixels the sums of the products RR, GG, BB, RG, RB and GB of the differences. All are integers that float32 represents exactly.
 */
export interface DifferenceProducts {
  readonly kind: 'difference-products';
}

export function differenceProducts(net: Net<DifferenceProducts>, name: string, photo: Value, reference: Value): Value {
  return net.add(name, { kind: 'difference-products' }, [photo, reference]);
}

/** 256 squares of 255 stay below 2^24, up to which float32 represents every integer. */
export const differencePart = 256;

/** The two channels of each product. */
const factors = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

export const differenceProductsRules: OperatorRules<DifferenceProducts> = {
  outputShape({ kind }, inputs) {
    checkInputCount(kind, inputs, 2);
    checkRank(kind, 'pixels', inputs[0], 2);
    for (const shape of inputs) checkShape(kind, 'pixels', shape, [inputs[0][0], 3]);
    return [Math.ceil(inputs[0][0] / differencePart), factors.length];
  },

  cost(_operator, inputs, output) {
    const pixels = inputs[0][0];
    return { flops: pixels * (3 + 2 * factors.length), bytes: 2 * elementCount(inputs[0]) + float32Bytes([output]) };
  },
};

export const differenceProductsReference: Reference<DifferenceProducts> = async (operator, [photo, reference]) => {
  const shape = differenceProductsRules.outputShape(operator, [photo.shape, reference.shape]);
  const data = new Float64Array(elementCount(shape));
  for (let pixel = 0; pixel < photo.shape[0]; pixel++) {
    const difference = (channel: number) => photo.data[pixel * 3 + channel] - reference.data[pixel * 3 + channel];
    const part = Math.floor(pixel / differencePart) * factors.length;
    for (const [i, [a, b]] of factors.entries()) data[part + i] += difference(a) * difference(b);
  }
  return { output: { shape, data }, magnitude: null };
};
