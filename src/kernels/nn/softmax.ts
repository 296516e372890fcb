/** Host half of shaders/nn/softmax.wgsl. */
import text from '../../../shaders/nn/softmax.wgsl';
import type { Softmax } from '../../graph/operators/nn/softmax.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/softmax', text);

export const softmaxKernel: Kernel<Softmax> = {
  name: 'softmax',
  refusal: () => null,
  lower(operator, node) {
    const { shape } = node.output;
    const size = shape[operator.axis];
    const lines = elementCount(shape) / size;
    return [
      {
        shader,
        constants: {},
        params: [lines, size, elementCount(shape.slice(operator.axis + 1))],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(lines),
      },
    ];
  },
};
