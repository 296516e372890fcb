/** Host half of shaders/nn/permute.wgsl. */
import text from '../../../shaders/nn/permute.wgsl';
import type { Permute } from '../../graph/operators/nn/permute.ts';
import { elementCount, type Shape } from '../../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/permute', text);

function stridesOf(shape: Shape): readonly number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

export const permuteKernel: Kernel<Permute> = {
  name: 'permute',
  refusal: (operator) => (operator.order.length <= 4 ? null : `serves 4 dimensions, not ${operator.order.length}`),
  lower(operator, node) {
    const missing = 4 - operator.order.length;
    const inputStrides = stridesOf(node.inputs[0].shape);
    const sizes = [...Array<number>(missing).fill(1), ...node.output.shape];
    const strides = [...Array<number>(missing).fill(0), ...operator.order.map((axis) => inputStrides[axis])];
    const count = elementCount(node.output.shape);
    return [
      {
        shader,
        constants: {},
        params: [count, ...sizes.slice(1), ...strides],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};
