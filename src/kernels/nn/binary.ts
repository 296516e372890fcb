/** Host half of shaders/nn/binary.wgsl, in a scalar and a vec4 variant. */
import text from '../../../shaders/nn/binary.wgsl';
import { HyperIqaError } from '../../errors.ts';
import type { Node } from '../../graph/graph.ts';
import type { Binary } from '../../graph/operators/nn/binary.ts';
import { broadcastStrides } from '../../graph/operators/strides.ts';
import { elementCount } from '../../graph/tensor.ts';
import {
  activationCode,
  activationConstants,
  type Dispatch,
  type Kernel,
  oneThreadEach,
  read,
  type Shader,
  write,
} from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import {
  activationPart,
  byElements,
  secondEachPart,
  secondSharedPart,
  shaderOf,
  stridedPart,
} from '../shader-parts.ts';
import { collapse, dimensionFields, inQuads, mostDimensions, type Walk } from '../strided.ts';

const each = byElements(shaderOf('nn/binary', text, activationPart, stridedPart, secondEachPart));
const shared = byElements(shaderOf('nn/binary', text, activationPart, stridedPart, secondSharedPart));

const functionCode = { add: 0, subtract: 1, multiply: 2, divide: 3 } as const satisfies Record<
  Binary['function'],
  number
>;

function walkOf(node: Node): Walk {
  const { shape } = node.output;
  return collapse({ sizes: shape, strides: node.inputs.map((input) => broadcastStrides(input.shape, shape)) });
}

/** @param swapped whether the second input is bound as `a` and the first as `b` */
function dispatch(operator: Binary, node: Node, { sizes, strides }: Walk, shader: Shader, swapped: boolean): Dispatch {
  const [a, b] = swapped ? [...node.inputs].reverse() : node.inputs;
  const [aSteps, bSteps] = swapped ? [...strides].reverse() : strides;
  const count = elementCount(sizes);
  return {
    shader,
    constants: { RANK: sizes.length, ...activationConstants(operator.activation) },
    params: [
      ...[count, activationCode[operator.activation], functionCode[operator.function], swapped ? 1 : 0],
      ...dimensionFields(sizes),
      ...dimensionFields(aSteps),
      ...dimensionFields(bSteps),
    ],
    bindings: [read(a), read(b), write(node.output)],
    workgroups: oneThreadEach(count),
  };
}

const binaryKernel: Kernel<Binary> = {
  name: 'binary',
  refusal(_operator, node) {
    const { length } = walkOf(node).sizes;
    return length <= mostDimensions ? null : `serves ${mostDimensions} dimensions, not ${length}`;
  },
  lower: (operator, node) => [dispatch(operator, node, walkOf(node), each[1], false)],
};

const binaryQuadsKernel: Kernel<Binary> = {
  name: 'binary-quads',
  refusal(operator, node, traits) {
    if (inQuads(walkOf(node)) === null)
      return 'serves operands that go on for whole groups of four elements, or repeat';
    return binaryKernel.refusal(operator, node, traits);
  },
  lower(operator, node) {
    const walk = inQuads(walkOf(node));
    if (walk === null) throw new HyperIqaError('GRAPH', `${node.name} is lowered by a kernel that refuses it`);
    const repeats = walk.strides.map((steps) => steps[steps.length - 1] === 0);
    return [dispatch(operator, node, walk, repeats.includes(true) ? shared[4] : each[4], repeats[0])];
  },
};

export const kernelSet: KernelSet<Binary> = {
  kernels: [binaryQuadsKernel, binaryKernel],
};
