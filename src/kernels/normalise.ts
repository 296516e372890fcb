/** Host halves of shaders/softmax.wgsl and shaders/l2_normalise.wgsl. */
import l2Text from '../../shaders/l2_normalise.wgsl';
import softmaxText from '../../shaders/softmax.wgsl';
import type { L2Normalise, Softmax } from '../graph/operators/normalise.ts';
import { elementCount } from '../graph/tensor.ts';
import { type Kernel, nchw, oneThreadEach, packPlain, read, write } from './kernel.ts';
import { shaderOf } from './shader-parts.ts';

const softmaxShader = shaderOf('softmax', softmaxText);
const l2Shader = shaderOf('l2_normalise', l2Text);

export const softmaxKernel: Kernel<Softmax> = {
  name: 'softmax',
  refusal: () => null,
  rank: () => 0,
  lower(operator, node) {
    const { shape } = node.output;
    const size = shape[operator.axis];
    const lines = elementCount(shape) / size;
    return [
      {
        shader: softmaxShader,
        constants: {},
        params: [lines, size, elementCount(shape.slice(operator.axis + 1))],
        bindings: [read(node.inputs[0]), write(node.output)],
        workgroups: oneThreadEach(lines),
      },
    ];
  },
};

export const l2NormaliseKernel: Kernel<L2Normalise> = {
  name: 'l2_normalise',
  refusal: () => null,
  rank: () => 0,
  lower(operator, node) {
    const { n, c, h, w } = nchw(node.output.shape);
    return [
      {
        shader: l2Shader,
        constants: { EPSILON: operator.epsilon },
        params: [n, c, h * w],
        bindings: [read(node.inputs[0]), packPlain(operator.scale), write(node.output)],
        workgroups: oneThreadEach(n * h * w),
      },
    ];
  },
};
