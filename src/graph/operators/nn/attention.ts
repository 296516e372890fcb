import { elementCount, formatShape, type Value } from '../../tensor.ts';
import { emptySum, float32Bytes } from '../arithmetic.ts';
import { checkInputCount, checkRank, checkShape, checkWhole, graphError } from '../checks.ts';
import type { Net, OperatorRules, Reference } from '../operator.ts';

/**
 * Scaled dot-product self-attention with several heads: for each token and head the mean of the values, weighted by softmax(query
 * * key / sqrt(W / heads)). Inputs: x [N,T,3*W]: each token's query, key and value, of W elements each, split evenly among the
 * heads; optionally counts [N], integers from 1 to T: keys and values of later tokens are masked, while their queries are still
 * computed. Output: [N,T,W].
 */
export interface Attention {
  readonly kind: 'attention';
  readonly heads: number;
}

export function attention(net: Net<Attention>, name: string, x: Value, heads: number, counts?: Value): Value {
  return net.add(name, { kind: 'attention', heads }, counts === undefined ? [x] : [x, counts]);
}

export const attentionRules: OperatorRules<Attention> = {
  outputShape({ heads }, inputs) {
    checkInputCount('attention', inputs, 1, 2);
    const [x, counts] = inputs;
    checkRank('attention', 'an input', x, 3);
    checkWhole('attention', 'a number of heads', [heads], 1);
    if (x[2] % (3 * heads) !== 0) {
      throw graphError(
        `attention of ${heads} heads needs queries, keys and values that the heads divide, found ${formatShape(x)}.`,
      );
    }
    if (counts !== undefined) checkShape('attention', 'counts', counts, [x[0]]);
    return [x[0], x[1], x[2] / 3];
  },

  cost(_operator, inputs, output) {
    // Two products for every pair of tokens; the softmax is not counted.
    return { flops: 4 * elementCount(output) * output[1], bytes: float32Bytes([...inputs, output]) };
  },
};

export const attentionReference: Reference<Attention> = async (operator, [x, counts]) => {
  const shape = attentionRules.outputShape(operator, [x.shape]);
  const [batch, tokens, width] = shape;
  const size = width / operator.heads;
  const { output, magnitude } = emptySum(shape);
  for (let n = 0; n < batch; n++) {
    const count = counts?.data[n] ?? tokens;
    const rowOf = (token: number) => (n * tokens + token) * 3 * width;
    for (let query = 0; query < tokens; query++) {
      for (let first = 0; first < width; first += size) {
        const scores = Array.from({ length: count }, (_, key) => {
          let [sum, terms] = [0, 0];
          for (let i = first; i < first + size; i++) {
            const product = x.data[rowOf(query) + i] * x.data[rowOf(key) + width + i];
            sum += product;
            terms += Math.abs(product);
          }
          return { score: sum / Math.sqrt(size), terms: terms / Math.sqrt(size) };
        });
        const largest = Math.max(...scores.map(({ score }) => score));
        // An absolute error of a score is a relative error of its exponential.
        const mostTerms = Math.max(...scores.map(({ terms }) => terms));
        const powers = scores.map(({ score }) => Math.exp(score - largest));
        const total = powers.reduce((a, b) => a + b, 0);
        for (let i = first; i < first + size; i++) {
          const at = (n * tokens + query) * width + i;
          for (const [key, power] of powers.entries()) {
            const term = (power / total) * x.data[rowOf(key) + 2 * width + i];
            output.data[at] += term;
            magnitude[at] += Math.abs(term) * (1 + mostTerms);
          }
        }
      }
    }
  }
  return { output, magnitude };
};
