/**
 * Host half of shaders/nn/linear-split.wgsl and linear-reduce.wgsl: layers with few rows and outputs but long sums, such as the
 * last layer of a recognition network. Each sum is split into parts, so that enough invocations have work.
 */
import reduceText from '../../../../shaders/nn/linear-reduce.wgsl';
import text from '../../../../shaders/nn/linear-split.wgsl';
import type { Node } from '../../../graph/graph.ts';
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import { elementCount } from '../../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Binding,
  divideUp,
  type Kernel,
  oneThreadEach,
  read,
  type Scratch,
  unused,
  write,
} from '../../kernel.ts';
import { activationPart, shaderOf } from '../../shader-parts.ts';
import { enoughWorkgroups, packBias } from '../conv2d/layer.ts';
import { packTransposed } from './few-rows.ts';

const splitShader = shaderOf('nn/linear-split', text);
const reduceShader = shaderOf('nn/linear-reduce', reduceText, activationPart);

/** The least number of terms in a part; below it the additional dispatch costs more than the split saves. */
const leastTerms = 1024;

function partsFor(operator: Linear, node: Node): number {
  const [, inputs] = operator.weight.shape;
  const workgroups = divideUp(elementCount(node.output.shape), 64);
  return Math.min(divideUp(enoughWorkgroups, workgroups), Math.floor(inputs / leastTerms));
}

export const linearSplitKernel: Kernel<Linear> = {
  name: 'linear-split',
  refusal(operator, node) {
    return partsFor(operator, node) < 2 ? 'splits long sums of layers with few outputs' : null;
  },
  lower(operator, node) {
    const [outputs, inputs] = operator.weight.shape;
    const [x, residual] = node.inputs;
    const count = elementCount(node.output.shape);
    const parts = partsFor(operator, node);
    const scratch: Scratch = { kind: 'scratch', byteLength: parts * count * 4 };
    const bind = (use: 'read' | 'write'): Binding => ({ kind: 'scratch', scratch, use });
    return [
      {
        shader: splitShader,
        constants: {},
        params: [count, inputs, outputs, parts, divideUp(inputs, parts)],
        bindings: [read(x), packTransposed(operator), bind('write')],
        workgroups: oneThreadEach(count * parts),
      },
      {
        shader: reduceShader,
        constants: activationConstants(operator.activation),
        params: [count, outputs, parts, activationCode[operator.activation], residual === undefined ? 0 : 1],
        bindings: [
          bind('read'),
          packBias(operator.bias, outputs),
          residual === undefined ? unused : read(residual),
          write(node.output),
        ],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};
