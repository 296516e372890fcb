import { hashIndex } from '../../src/graph/counter-hash.ts';
import { type Dropout, keepBelow, keptScale, maskStart } from '../../src/graph/operators/nn/dropout.ts';

/** What every element of a row is multiplied by in each repeat, [repeats, channels]: 0, or what makes up for the others. */
export function dropoutMask(operator: Dropout, channels: number): Float32Array {
  const [start, limit, scale] = [maskStart(operator), keepBelow(operator), keptScale(operator)];
  return Float32Array.from({ length: operator.repeats * channels }, (_, i) =>
    hashIndex(start, i) >>> 8 < limit ? scale : 0,
  );
}
