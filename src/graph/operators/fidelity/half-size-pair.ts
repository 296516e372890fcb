import { elementCount, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';
import { type PairSource, pairBytes, pairReader, pairShape } from '../photo-pair.ts';

/**
 * Halves both photos by the mean of 2x2 pixels, without padding. Along an axis of odd length the last pixel is repeated, so
 * lengths round up, as in Wang et al.'s msssim.m: `imfilter(x, ones(2)/4, 'symmetric')`, then every second element. Output: a
 * pair [C,ceil(H/2),ceil(W/2),2]; for byte photos it is exact in float32 for up to seven halvings.
 */
export interface HalfSizePair {
  readonly kind: 'half-size-pair';
  readonly source: Exclude<PairSource, 'luma'>;
}

export function halfSizePair(
  net: Net<HalfSizePair>,
  name: string,
  inputs: readonly Value[],
  source: HalfSizePair['source'],
): Value {
  return net.add(name, { kind: 'half-size-pair', source }, inputs);
}

export const halfSizePairRules: OperatorRules<HalfSizePair> = {
  outputShape({ kind, source }, inputs) {
    const [channels, height, width] = pairShape(kind, source, inputs);
    if (height < 2 || width < 2) throw graphError(`${kind} needs photos of at least 2x2, found ${width}x${height}.`);
    return [channels, Math.ceil(height / 2), Math.ceil(width / 2), 2];
  },

  cost({ source }, inputs, output) {
    return { flops: 4 * elementCount(output), bytes: pairBytes(source, inputs) + float32Bytes([output]) };
  },
};

export const halfSizePairReference: Reference<HalfSizePair> = async (operator, inputs) => {
  const shapes = inputs.map(({ shape }) => shape);
  const [, height, width] = pairShape(operator.kind, operator.source, shapes);
  const read = pairReader(operator.source, inputs);
  const result = emptySum(halfSizePairRules.outputShape(operator, shapes));
  const [, rows, columns] = result.output.shape;
  for (let pixel = 0; pixel < result.output.data.length / 2; pixel++) {
    const column = (pixel % columns) * 2;
    const row = (Math.floor(pixel / columns) % rows) * 2;
    const channel = Math.floor(pixel / (rows * columns));
    for (const y of [row, Math.min(row + 1, height - 1)]) {
      for (const x of [column, Math.min(column + 1, width - 1)]) {
        const [photo, reference] = read(channel, y, x);
        result.output.data[2 * pixel] += (photo + reference) / 4;
        result.output.data[2 * pixel + 1] += (photo - reference) / 4;
        result.magnitude[2 * pixel] += Math.abs(photo + reference) / 4;
        result.magnitude[2 * pixel + 1] += Math.abs(photo - reference) / 4;
      }
    }
  }
  return result;
};
