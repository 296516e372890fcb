/** Host halves of shaders/elementwise.wgsl: an activation by itself, and an addition. */
import text from '../../shaders/elementwise.wgsl';
import type { Node } from '../graph/graph.ts';
import type { Activate, Add } from '../graph/operators/elementwise.ts';
import { elementCount } from '../graph/tensor.ts';
import { activationCode, type Dispatch, type Kernel, oneThreadEach, read, unused, write } from './kernel.ts';
import { activationPart, shaderOf } from './shader-parts.ts';

const shader = shaderOf('elementwise', text, activationPart);

function dispatch(operator: Activate | Add, node: Node): Dispatch {
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
  rank: () => 0,
  lower: (operator, node) => [dispatch(operator, node)],
};

export const addKernel: Kernel<Add> = {
  name: 'add',
  refusal: () => null,
  rank: () => 0,
  lower: (operator, node) => [dispatch(operator, node)],
};
