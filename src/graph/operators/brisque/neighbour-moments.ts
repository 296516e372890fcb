import { elementCount, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank, checkShape } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * The moments that fit (asymmetric) generalised Gaussians to a plane and to its products with its neighbours. Inputs: x
 * [N,C,H,W]; start [2], the row and column of the first element to count. Output: [N*C,P,5,5]: P parts of `partLength` successive
 * elements each, to be summed by the caller (elements behind the plane's end add nothing); five maps: the plane, then its
 * products with the neighbour to the right, below, below right and above right (0 outside the plane); five moments: counts of
 * positive and of negative elements, sums of their squares, sum of magnitudes.
 */
export interface NeighbourMoments {
  readonly kind: 'neighbour-moments';
}

export function neighbourMoments(net: Net<NeighbourMoments>, name: string, x: Value, start: Value): Value {
  return net.add(name, { kind: 'neighbour-moments' }, [x, start]);
}

/** The number of elements that one part of the output sums. */
export const partLength = 16384;

/** Offset of the neighbour in rows and columns, by map; the plane itself has none. */
const neighbours: readonly (readonly [number, number] | null)[] = [null, [0, 1], [1, 0], [1, 1], [-1, 1]];

export const neighbourMomentsRules: OperatorRules<NeighbourMoments> = {
  outputShape(_operator, inputs) {
    checkInputCount('neighbour-moments', inputs, 2);
    checkRank('neighbour-moments', 'an input', inputs[0], 4);
    checkShape('neighbour-moments', 'the start', inputs[1], [2]);
    const [batch, channels, height, width] = inputs[0];
    return [batch * channels, Math.ceil((height * width) / partLength), 5, 5];
  },

  cost(_operator, inputs, output) {
    // For each of five maps: a product, a square and four additions.
    return { flops: 5 * 6 * elementCount(inputs[0]), bytes: float32Bytes([...inputs, output]) };
  },
};

export const neighbourMomentsReference: Reference<NeighbourMoments> = async (operator, [x, start]) => {
  const [, , height, width] = x.shape;
  const shape = neighbourMomentsRules.outputShape(operator, [x.shape, start.shape]);
  const { output } = emptySum(shape);
  const first = start.data[0] * width + start.data[1];
  for (let index = 0; index < x.data.length; index++) {
    const inPlane = index % (height * width);
    if (inPlane < first) continue;
    const row = Math.floor(inPlane / width);
    const column = inPlane % width;
    const part = Math.floor(index / (height * width)) * shape[1] + Math.floor((inPlane - first) / partLength);
    for (const [map, neighbour] of neighbours.entries()) {
      let value = x.data[index];
      if (neighbour !== null) {
        const [down, right] = neighbour;
        const inside = row + down >= 0 && row + down < height && column + right < width;
        value *= inside ? x.data[index + down * width + right] : 0;
      }
      const sums = (part * 5 + map) * 5;
      if (value > 0) output.data[sums]++;
      if (value < 0) output.data[sums + 1]++;
      if (value !== 0) output.data[sums + (value > 0 ? 2 : 3)] += value ** 2;
      output.data[sums + 4] += Math.abs(value);
    }
  }
  // No term is negative, so a sum is its own magnitude.
  return { output, magnitude: output.data };
};
