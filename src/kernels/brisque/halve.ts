/** Host half of shaders/halve.wgsl. */
import text from '../../../shaders/halve.wgsl';
import { type Halve, halvingTaps } from '../../graph/operators/halve.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, nchw, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';
import { exactFloatPart, zero } from './exact-float.ts';

const shader = shaderOf('halve', text, exactFloatPart);

/** Four positions and four weights for each output position along an axis. */
function packTaps(length: number): PackedWeights {
  return {
    kind: 'weights',
    key: `halving taps ${length}`,
    byteLength: Math.floor(length / 2) * 8 * 4,
    pack: async (target) => {
      const values = halvingTaps(length).flatMap(({ positions, weights }) => [...positions, ...weights]);
      new Float32Array(target).set(values);
    },
  };
}

export const halveKernel: Kernel<Halve> = {
  name: 'halve',
  refusal: () => null,
  rank: () => 0,
  lower(_operator, node) {
    const input = nchw(node.inputs[0].shape);
    const output = nchw(node.output.shape);
    const count = elementCount(node.output.shape);
    return [
      {
        shader,
        constants: {},
        params: [count, input.h, input.w, output.h, output.w, zero],
        bindings: [read(node.inputs[0]), packTaps(input.h), packTaps(input.w), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};
