import { elementCount, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Mean-subtracted contrast-normalised coefficients (Mittal et al., "No-Reference Image Quality Assessment in the Spatial Domain",
 * 2012): (x - mean) / (deviation + 1/255), both over a 7x7 Gaussian window of standard deviation 7/6 with the border replicated.
 * Where rounding makes the variance negative the coefficient is 0. Input: x [N,C,H,W], 0..1. Output: the same shape.
 */
export interface Mscn {
  readonly kind: 'mscn';
}

export function mscn(net: Net<Mscn>, name: string, x: Value): Value {
  return net.add(name, { kind: 'mscn' }, [x]);
}

/** The window's weights by distance from the centre, 0 to 3, as float32 values. */
export const windowTaps: readonly number[] = (() => {
  const bell = [0, 1, 2, 3].map((distance) => Math.exp((-0.5 * distance ** 2) / (7 / 6) ** 2));
  const sum = bell[0] + 2 * (bell[1] + bell[2] + bell[3]);
  return bell.map((value) => Math.fround(value / sum));
})();

/** One grey level; it keeps the quotient finite where the window is flat. */
const leastDeviation = 1 / 255;

export const mscnRules: OperatorRules<Mscn> = {
  // Sums are rounded to float32 as in OpenCV: in nearly flat windows the variance is a difference of rounded sums.
  tolerance: 1e-2,

  outputShape(_operator, inputs) {
    checkInputCount('mscn', inputs, 1);
    checkRank('mscn', 'an input', inputs[0], 4);
    return inputs[0];
  },

  cost(_operator, inputs, output) {
    // Two separable sums of 7 and 7 products, the squares, and five operations for the quotient.
    return { flops: (2 * 26 + 7) * elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const mscnReference: Reference<Mscn> = async (_operator, [x]) => {
  const [, , height, width] = x.shape;
  const result = emptySum(x.shape);
  const inside = (position: number, length: number) => Math.min(Math.max(position, 0), length - 1);
  for (let index = 0; index < x.data.length; index++) {
    const column = index % width;
    const row = Math.floor(index / width) % height;
    const plane = index - row * width - column;
    let mean = 0;
    let meanSquare = 0;
    for (let dy = -3; dy <= 3; dy++) {
      for (let dx = -3; dx <= 3; dx++) {
        const value = x.data[plane + inside(row + dy, height) * width + inside(column + dx, width)];
        const weight = windowTaps[Math.abs(dy)] * windowTaps[Math.abs(dx)];
        mean += weight * value;
        meanSquare += weight * value ** 2;
      }
    }
    const variance = meanSquare - mean ** 2;
    if (variance < 0) continue;
    const deviation = Math.sqrt(variance) + leastDeviation;
    result.output.data[index] = (x.data[index] - mean) / deviation;
    // Digits are lost where the mean is close to the value and where the variance is small.
    const terms = Math.abs(x.data[index]) + Math.abs(mean);
    const lost = (meanSquare / Math.max(variance, 1e-12)) * Math.abs(result.output.data[index]);
    result.magnitude[index] = terms / deviation + lost;
  }
  return result;
};
