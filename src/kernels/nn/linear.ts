/** Host half of shaders/nn/linear.wgsl. */
import text from '../../../shaders/nn/linear.wgsl';
import type { Linear } from '../../graph/operators/nn/linear.ts';
import { elementCount } from '../../graph/tensor.ts';
import { activationCode, type Kernel, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import { activationPart, shaderOf } from '../shader-parts.ts';
import { packBias } from './conv2d/layer.ts';

const shader = shaderOf('nn/linear', text, activationPart);

/** [O,I] -> [I][O] */
function packTransposed(operator: Linear): PackedWeights {
  const { weight } = operator;
  const [outputs, inputs] = weight.shape;
  return {
    kind: 'weights',
    key: `${weight.key} transposed`,
    byteLength: elementCount(weight.shape) * 4,
    async pack(target) {
      const source = await weight.read();
      const packed = new Float32Array(target);
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++) packed[i * outputs + o] = source[o * inputs + i];
      }
    },
  };
}

export const linearKernel: Kernel<Linear> = {
  name: 'linear',
  refusal: () => null,
  lower(operator, node) {
    const [outputs, inputs] = operator.weight.shape;
    return [
      {
        shader,
        constants: {},
        params: [node.output.shape[0], inputs, outputs, activationCode[operator.activation]],
        bindings: [
          read(node.inputs[0]),
          packTransposed(operator),
          packBias(operator.bias, outputs),
          write(node.output),
        ],
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};
