import { hashIndex } from '../../src/graph/counter-hash.ts';
import { type Dropout, keepBelow, keptScale, maskStart } from '../../src/graph/operators/nn/dropout.ts';

/**
 * The factor of every element of a row in each repeat, [repeats, channels]: 0 for dropped elements, the compensating scale for
 * the others.
 */
export function dropoutMask(operator: Dropout, channels: number): Float32Array {
  const [start, limit, scale] = [maskStart(operator), keepBelow(operator), keptScale(operator)];
  return Float32Array.from({ length: operator.repeats * channels }, (_, i) =>
    hashIndex(start, i) >>> 8 < limit ? scale : 0,
  );
}
