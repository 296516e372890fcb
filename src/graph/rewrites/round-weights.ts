/** Rounds weights to float16 in the graph, so that the reference computes with the same weights as the kernels. */
import { HyperIqaError } from '../../errors.ts';
import { f16ToF32, f32ToF16 } from '../../formats/half.ts';
import type { Graph } from '../graph.ts';
import type { Constant } from '../tensor.ts';

const largestHalf = 65504;

/** The constant with every value rounded to the nearest float16 number, ties to even. */
function rounded(constant: Constant): Constant {
  if (constant.dtype === 'f16') return constant;
  return {
    key: `${constant.key} rounded to float16`,
    shape: constant.shape,
    dtype: 'f16',
    async read() {
      const halves = f16ToF32(f32ToF16(await constant.read()));
      const lost = halves.find((value) => !(Math.abs(value) <= largestHalf));
      if (lost === undefined) return halves;
      throw new HyperIqaError(
        'WEIGHTS',
        `${constant.key} becomes ${lost} in float16, whose largest value is ${largestHalf}: use precision f32.`,
      );
    },
  };
}

/**
 * Rounds the weights of all products (convolutions, linear layers) to float16; run after the other rewrites, which change
 * weights. Biases stay float32. Reading a weight beyond float16's range throws HyperIqaError WEIGHTS.
 */
export function roundWeights(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => {
    const { operator } = node;
    if (!('weight' in operator)) return node;
    return { ...node, operator: { ...operator, weight: rounded(operator.weight) } };
  });
  return { ...graph, nodes };
}
