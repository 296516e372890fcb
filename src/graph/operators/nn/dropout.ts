import { hashIndex } from '../../counter-hash.ts';
import { elementCount, formatShape, type Value } from '../../tensor.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkWhole, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Dropout that stays on: every row of x several times, each time with other elements set to 0 and the rest divided by
 * 1 - probability. Repeat t keeps element c where the upper 24 bits of the seed's hash at t * C + c (see counter-hash.ts)
 * are below (1 - probability) * 2^24, rounded; all rows have the same masks, so none depends on the others.
 * Input: x [N,C]. Output: [N * repeats, C], the repeats of a row one after another.
 */
export interface Dropout {
  readonly kind: 'dropout';
  /** From 0 to below 1. */
  readonly probability: number;
  readonly repeats: number;
  /** An integer; its lower 32 bits count. */
  readonly seed: number;
}

export function dropout(net: Net<Dropout>, name: string, x: Value, layer: Omit<Dropout, 'kind'>): Value {
  return net.add(name, { kind: 'dropout', ...layer }, [x]);
}

/** What the hash of a mask is started with: seeds that are near each other start far apart. */
export function maskStart({ seed }: Dropout): number {
  return hashIndex(0, seed) >>> 0;
}

/** An element is kept where 24 random bits are below it. */
export function keepBelow({ probability }: Dropout): number {
  return Math.round((1 - probability) * 2 ** 24);
}

/** What kept elements are multiplied by, as float32. */
export function keptScale({ probability }: Dropout): number {
  return Math.fround(1 / (1 - probability));
}

export const dropoutRules: OperatorRules<Dropout> = {
  outputShape({ probability, repeats, seed }, inputs) {
    checkInputCount('dropout', inputs, 1);
    const [x] = inputs;
    checkWhole('dropout', 'a number of repeats', [repeats], 1);
    if (x.length !== 2 || !(probability >= 0 && probability < 1) || !Number.isSafeInteger(seed)) {
      throw graphError(
        `dropout needs an input [N,C], a probability from 0 to below 1 and an integer as seed, found ${formatShape(x)}, ` +
          `${probability} and ${seed}.`,
      );
    }
    return [x[0] * repeats, x[1]];
  },

  cost(_operator, inputs, output) {
    return { flops: elementCount(output), bytes: float32Bytes([...inputs, output]) };
  },
};

export const dropoutReference: Reference<Dropout> = async (operator, [x]) => {
  const [start, limit, scale] = [maskStart(operator), keepBelow(operator), keptScale(operator)];
  const [rows, channels] = x.shape;
  return elementwise([rows * operator.repeats, channels], (i) => {
    const [row, channel] = [Math.floor(i / channels), i % channels];
    const isKept = hashIndex(start, (row % operator.repeats) * channels + channel) >>> 8 < limit;
    return isKept ? x.data[Math.floor(row / operator.repeats) * channels + channel] * scale : 0;
  });
};
