/** Host half of shaders/nn/linear.wgsl, in a scalar and a vec4 variant, for layers with few rows. */
import text from '../../../../shaders/nn/linear.wgsl';
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import { elementCount } from '../../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Kernel,
  oneThreadEach,
  type PackedWeights,
  read,
  unused,
  write,
} from '../../kernel.ts';
import { activationPart, byElements, type ElementsAtOnce, shaderOf } from '../../shader-parts.ts';
import { transpose } from '../../transpose.ts';
import { packBias } from '../conv2d/layer.ts';

const shaders = byElements(shaderOf('nn/linear', text, activationPart));

/** [O,I] -> [I][O] */
export function packTransposed(operator: Linear): PackedWeights {
  const { weight } = operator;
  const [outputs, inputs] = weight.shape;
  return {
    kind: 'weights',
    key: `${weight.key} transposed`,
    byteLength: elementCount(weight.shape) * 4,
    async pack(target) {
      transpose(await weight.read(), new Float32Array(target), inputs, outputs);
    },
  };
}

function linearKernelOf(name: string, atOnce: ElementsAtOnce): Kernel<Linear> {
  return {
    name,
    refusal({ weight }) {
      const [outputs] = weight.shape;
      return outputs % atOnce === 0 ? null : `serves whole groups of four outputs, not ${outputs}`;
    },
    lower(operator, node) {
      const [outputs, inputs] = operator.weight.shape;
      const [x, residual] = node.inputs;
      const count = elementCount(node.output.shape);
      return [
        {
          shader: shaders[atOnce],
          constants: activationConstants(operator.activation),
          params: [
            ...[count / outputs, inputs, outputs / atOnce],
            ...[activationCode[operator.activation], residual === undefined ? 0 : 1],
          ],
          bindings: [
            read(x),
            packTransposed(operator),
            packBias(operator.bias, outputs),
            residual === undefined ? unused : read(residual),
            write(node.output),
          ],
          workgroups: oneThreadEach(count / atOnce),
        },
      ];
    },
  };
}

export const linearQuadsKernel = linearKernelOf('linear-quads', 4);
export const linearKernel = linearKernelOf('linear', 1);
