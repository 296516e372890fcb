import { hashIndex } from '../../counter-hash.ts';
import { elementCount, formatShape, type Value } from '../../tensor.ts';
import { elementwise, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkWhole, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Monte Carlo dropout: repeats every row of x, each time with different elements set to 0 and the others divided by 1 -
 * probability. Repeat t keeps element c where the upper 24 bits of the seed's hash at t * C + c (see counter-hash.ts) are below
 * (1 - probability) * 2^24, rounded. All rows share the masks, so a row's result does not depend on the others. Input: x [N,C].
 * Output: [N * repeats, C], the repeats of each row consecutively.
 */
export interface Dropout {
  readonly kind: 'dropout';
  /** The probability that an element is dropped, in [0, 1). */
  readonly probability: number;
  readonly repeats: number;
  /** An integer, of which the lower 32 bits are used. */
  readonly seed: number;
}

export function dropout(net: Net<Dropout>, name: string, x: Value, layer: Omit<Dropout, 'kind'>): Value {
  return net.add(name, { kind: 'dropout', ...layer }, [x]);
}

/** The start of the masks' hash sequence; nearby seeds start far apart. */
export function maskStart({ seed }: Dropout): number {
  return hashIndex(0, seed) >>> 0;
}

/** An element is kept where its 24 random bits are below this. */
export function keepBelow({ probability }: Dropout): number {
  return Math.round((1 - probability) * 2 ** 24);
}

/** The factor of the kept elements, as float32. */
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
