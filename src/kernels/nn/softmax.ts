/** Host halves of shaders/nn/softmax.wgsl and softmax-workgroup.wgsl. */
import text from '../../../shaders/nn/softmax.wgsl';
import workgroupText from '../../../shaders/nn/softmax-workgroup.wgsl';
import type { Node } from '../../graph/graph.ts';
import type { Softmax } from '../../graph/operators/nn/softmax.ts';
import { elementCount } from '../../graph/tensor.ts';
import { foldGrid, type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf, workgroupReducePart } from '../shader-parts.ts';

const shader = shaderOf('nn/softmax', text);
const workgroupShader = shaderOf('nn/softmax-workgroup', workgroupText, workgroupReducePart);

/** The number of lines along the axis, their length, and the stride between elements of a line. */
function linesOf({ axis }: Softmax, { output: { shape } }: Node) {
  const size = shape[axis];
  return { lines: elementCount(shape) / size, size, inner: elementCount(shape.slice(axis + 1)) };
}

const softmaxKernel: Kernel<Softmax> = {
  name: 'softmax',
  refusal: () => null,
  lower(operator, node) {
    const { lines, size, inner } = linesOf(operator, node);
    return [
      {
        shader,
        constants: {},
        params: [lines, size, inner],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(lines),
      },
    ];
  },
};

const softmaxWorkgroupKernel: Kernel<Softmax> = {
  name: 'softmax-workgroup',
  refusal: (operator, node) => (linesOf(operator, node).inner === 1 ? null : 'serves the last axis'),
  lower(operator, node) {
    const { lines, size } = linesOf(operator, node);
    return [
      {
        shader: workgroupShader,
        constants: {},
        params: [lines, size],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: foldGrid(lines),
      },
    ];
  },
};

/** A short line leaves most of a workgroup idle. */
const longLines = (operator: Softmax, node: Node): boolean => linesOf(operator, node).size >= 32;

export const kernelSet: KernelSet<Softmax> = {
  kernels: [softmaxKernel, softmaxWorkgroupKernel],
  preferences: {
    gpu: [{ kernel: 'softmax-workgroup', when: longLines }, { kernel: 'softmax' }],
    software: [{ kernel: 'softmax' }],
  },
};
