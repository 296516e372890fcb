/** Host half of shaders/nn/batch-norm.wgsl. */
import text from '../../../shaders/nn/batch-norm.wgsl';
import type { BatchNorm } from '../../graph/operators/nn/batch-norm.ts';
import { elementCount } from '../../graph/tensor.ts';
import { activationCode, type Kernel, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import { activationPart, shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/batch-norm', text, activationPart);

export const batchNormKernel: Kernel<BatchNorm> = {
  name: 'batch-norm',
  refusal: () => null,
  lower(operator, node) {
    const { shape } = node.output;
    const count = elementCount(shape);
    return [
      {
        shader,
        constants: {},
        params: [count, shape[1], elementCount(shape.slice(2)), activationCode[operator.activation]],
        bindings: [read(node.inputs[0]), packAffine(operator, shape[1]), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};

/** [C] pairs (a, b) with x * a + b = (x - mean) / sqrt(variance + epsilon) * gamma + beta, rounded once from float64. */
function packAffine(operator: BatchNorm, channels: number): PackedWeights {
  const { mean, variance, gamma, beta, epsilon } = operator;
  return {
    kind: 'weights',
    key: `${[mean, variance, gamma, beta].map((constant) => constant?.key).join(' ')} affine ${epsilon}`,
    byteLength: channels * 8,
    async pack(target) {
      const packed = new Float32Array(target);
      const [m, v, g, b] = await Promise.all([mean.read(), variance.read(), gamma?.read(), beta?.read()]);
      for (let c = 0; c < channels; c++) {
        const a = (g === undefined ? 1 : g[c]) / Math.sqrt(v[c] + epsilon);
        packed[2 * c] = a;
        packed[2 * c + 1] = (b === undefined ? 0 : b[c]) - m[c] * a;
      }
    },
  };
}
