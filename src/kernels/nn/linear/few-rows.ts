/** Host half of shaders/nn/linear.wgsl and linear-quads.wgsl: one output or four per invocation, for layers with few rows. */
import text from '../../../../shaders/nn/linear.wgsl';
import quadsText from '../../../../shaders/nn/linear-quads.wgsl';
import type { Node } from '../../../graph/graph.ts';
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import { elementCount } from '../../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Dispatch,
  divideUp,
  foldGrid,
  type Kernel,
  oneThreadEach,
  type PackedWeights,
  read,
  type Shader,
  unused,
  write,
} from '../../kernel.ts';
import { activationPart, shaderOf } from '../../shader-parts.ts';
import { packBias } from '../conv2d/layer.ts';

const shader = shaderOf('nn/linear', text, activationPart);
const quadsShader = shaderOf('nn/linear-quads', quadsText, activationPart);

/** [O,I] -> [I][O] */
export function packTransposed(operator: Linear): PackedWeights {
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

function lower(operator: Linear, node: Node, shader: Shader, workgroups: Dispatch['workgroups']): Dispatch {
  const [outputs, inputs] = operator.weight.shape;
  const [x, residual] = node.inputs;
  return {
    shader,
    constants: activationConstants(operator.activation),
    params: [
      ...[elementCount(node.output.shape) / outputs, inputs, outputs],
      ...[activationCode[operator.activation], residual === undefined ? 0 : 1],
    ],
    bindings: [
      read(x),
      packTransposed(operator),
      packBias(operator.bias, outputs),
      residual === undefined ? unused : read(residual),
      write(node.output),
    ],
    workgroups,
  };
}

export const linearKernel: Kernel<Linear> = {
  name: 'linear',
  refusal: () => null,
  lower: (operator, node) => [lower(operator, node, shader, oneThreadEach(elementCount(node.output.shape)))],
};

/** Invocations of a workgroup of linear-quads.wgsl. */
const quadsWorkgroup = 32;

export const linearQuadsKernel: Kernel<Linear> = {
  name: 'linear-quads',
  refusal({ weight }) {
    return weight.shape[0] % 4 === 0 ? null : `serves whole groups of four outputs, not ${weight.shape[0]}`;
  },
  lower(operator, node) {
    const quads = elementCount(node.output.shape) / 4;
    return [lower(operator, node, quadsShader, foldGrid(divideUp(quads, quadsWorkgroup)))];
  },
};
