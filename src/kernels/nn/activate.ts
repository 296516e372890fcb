/** Host half of shaders/nn/elementwise.wgsl: an activation by itself. */
import text from '../../../shaders/nn/elementwise.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { Activate } from '../../graph/operators/nn/activate.ts';
import type { Add } from '../../graph/operators/nn/add.ts';
import { elementCount } from '../../graph/tensor.ts';
import { activationCode, type Dispatch, type Kernel, oneThreadEach, read, unused, write } from '../kernel.ts';
import { activationPart, shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/elementwise', text, activationPart);

export function elementwiseDispatch(operator: Activate | Add, node: Node): Dispatch {
  const count = elementCount(node.output.shape);
  const [a, b] = node.inputs;
  return {
    shader,
    constants: {},
    params: [count, b === undefined ? 0 : 1, activationCode[operator.activation]],
    bindings: [read(a), b === undefined ? unused : read(b), write(node.output)],
    workgroups: oneThreadEach(count),
  };
}

export const activateKernel: Kernel<Activate> = {
  name: 'activate',
  refusal: () => null,
  lower: (operator, node) => [elementwiseDispatch(operator, node)],
};
