/** Host half of shaders/nn/batch-norm.wgsl, in a scalar and a vec4 variant. */
import text from '../../../shaders/nn/batch-norm.wgsl';
import type { BatchNorm } from '../../graph/operators/nn/batch-norm.ts';
import { elementCount } from '../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Kernel,
  oneThreadEach,
  type PackedWeights,
  read,
  write,
} from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { activationPart, byElements, type ElementsAtOnce, shaderOf } from '../shader-parts.ts';

const shaders = byElements(shaderOf('nn/batch-norm', text, activationPart));

function batchNormKernelOf(name: string, atOnce: ElementsAtOnce): Kernel<BatchNorm> {
  return {
    name,
    refusal(_operator, node) {
      const plane = elementCount(node.output.shape.slice(2));
      return plane % atOnce === 0 ? null : `serves channels of whole groups of four values, not of ${plane}`;
    },
    lower(operator, node) {
      const { shape } = node.output;
      const count = elementCount(shape) / atOnce;
      const plane = elementCount(shape.slice(2)) / atOnce;
      return [
        {
          shader: shaders[atOnce],
          constants: activationConstants(operator.activation),
          params: [count, shape[1], plane, activationCode[operator.activation]],
          bindings: [read(node.inputs[0]), packAffine(operator, shape[1]), write(node.output)],
          workgroups: oneThreadEach(count),
        },
      ];
    },
  };
}

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

export const kernelSet: KernelSet<BatchNorm> = {
  kernels: [batchNormKernelOf('batch-norm-quads', 4), batchNormKernelOf('batch-norm', 1)],
};
