/** Host halves of shaders/copy_block.wgsl (concatenation, one dispatch per input) and shaders/permute.wgsl. */
import copyText from '../../shaders/copy_block.wgsl';
import permuteText from '../../shaders/permute.wgsl';
import type { Concat, Permute } from '../graph/operators/layout.ts';
import { elementCount, type Shape } from '../graph/tensor.ts';
import { type Kernel, oneThreadEach, read, write } from './kernel.ts';
import { shaderOf } from './shader-parts.ts';

const copyShader = shaderOf('copy_block', copyText);
const permuteShader = shaderOf('permute', permuteText);

export const concatKernel: Kernel<Concat> = {
  name: 'copy_block',
  refusal: () => null,
  rank: () => 0,
  lower(operator, node) {
    const outInner = elementCount(node.output.shape.slice(operator.axis));
    let offset = 0;
    return node.inputs.map((input) => {
      const count = elementCount(input.shape);
      const inner = elementCount(input.shape.slice(operator.axis));
      const params = [count, inner, outInner, offset];
      offset += inner;
      return {
        shader: copyShader,
        constants: {},
        params,
        bindings: [read(input), write(node.output)],
        workgroups: oneThreadEach(count),
      };
    });
  },
};

function stridesOf(shape: Shape): readonly number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

export const permuteKernel: Kernel<Permute> = {
  name: 'permute',
  refusal: (operator) => (operator.order.length <= 4 ? null : `serves 4 dimensions, not ${operator.order.length}`),
  rank: () => 0,
  lower(operator, node) {
    const missing = 4 - operator.order.length;
    const inputStrides = stridesOf(node.inputs[0].shape);
    const sizes = [...Array<number>(missing).fill(1), ...node.output.shape];
    const strides = [...Array<number>(missing).fill(0), ...operator.order.map((axis) => inputStrides[axis])];
    const count = elementCount(node.output.shape);
    return [
      {
        shader: permuteShader,
        constants: {},
        params: [count, ...sizes.slice(1), ...strides],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};
