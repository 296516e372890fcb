/** Host halves of shaders/linear.wgsl and shaders/target_linear.wgsl. */
import linearText from '../../shaders/linear.wgsl';
import targetText from '../../shaders/target_linear.wgsl';
import type { Linear, TargetLinear } from '../graph/operators/linear.ts';
import { elementCount } from '../graph/tensor.ts';
import { packBias } from './conv2d/layer.ts';
import { activationCode, type Kernel, oneThreadEach, type PackedWeights, read, write } from './kernel.ts';
import { activationPart, shaderOf } from './shader-parts.ts';

const linearShader = shaderOf('linear', linearText, activationPart);
const targetShader = shaderOf('target_linear', targetText, activationPart);

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
  rank: () => 0,
  lower(operator, node) {
    const [outputs, inputs] = operator.weight.shape;
    return [
      {
        shader: linearShader,
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

export const targetLinearKernel: Kernel<TargetLinear> = {
  name: 'target_linear',
  refusal: () => null,
  rank: () => 0,
  lower(operator, node) {
    const [x, weight, bias] = node.inputs;
    const [batch, outputs, inputs] = weight.shape;
    return [
      {
        shader: targetShader,
        constants: {},
        params: [batch, inputs, outputs, activationCode[operator.activation]],
        bindings: [read(x), read(weight), read(bias), write(node.output)],
        workgroups: oneThreadEach(batch * outputs),
      },
    ];
  },
};
