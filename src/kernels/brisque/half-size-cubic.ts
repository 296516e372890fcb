/** Host half of shaders/brisque/half-size-cubic.wgsl. */
import text from '../../../shaders/brisque/half-size-cubic.wgsl';
import { type HalfSizeCubic, halvingTaps, packedTaps } from '../../graph/operators/brisque/half-size-cubic.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, nchw, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';
import { exactFloatPart, zero } from './exact-float.ts';

const shader = shaderOf('brisque/half-size-cubic', text, exactFloatPart);

/** The taps of the columns, which all bands of a photo share. */
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

const halfSizeCubicKernel: Kernel<HalfSizeCubic> = {
  name: 'half-size-cubic',
  refusal: () => null,
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

export const kernelSet: KernelSet<HalfSizeCubic> = {
  kernels: [halfSizeCubicKernel],
};
