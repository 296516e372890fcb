/** Host half of shaders/halve.wgsl. */
import text from '../../../shaders/halve.wgsl';
import { type Halve, halvingTaps, packedTaps } from '../../graph/operators/halve.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, nchw, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';
import { exactFloatPart, zero } from './exact-float.ts';

const shader = shaderOf('halve', text, exactFloatPart);

/** The columns' taps, which are the same in every band of a photo. */
function packColumnTaps(length: number): PackedWeights {
  return {
    kind: 'weights',
    key: `halving taps ${length}`,
    byteLength: Math.floor(length / 2) * 8 * 4,
    pack: async (target) => {
      new Float32Array(target).set(packedTaps(halvingTaps(length), 0));
    },
  };
}

export const halveKernel: Kernel<Halve> = {
  name: 'halve',
  refusal: () => null,
  rank: () => 0,
  lower(_operator, node) {
    const [x, rows] = node.inputs;
    const input = nchw(x.shape);
    const output = nchw(node.output.shape);
    const count = elementCount(node.output.shape);
    return [
      {
        shader,
        constants: {},
        params: [count, input.h, input.w, output.h, output.w, zero],
        bindings: [read(x), read(rows), packColumnTaps(input.w), write(node.output)],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};
