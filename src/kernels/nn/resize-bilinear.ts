/** Host half of shaders/nn/resize-bilinear.wgsl. */
import text from '../../../shaders/nn/resize-bilinear.wgsl';
import { linearTaps, type ResizeBilinear } from '../../graph/operators/nn/resize-bilinear.ts';
import { elementCount } from '../../graph/tensor.ts';
import { type Kernel, nchw, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/resize-bilinear', text);

function packTaps(length: number, outputs: number, alignment: ResizeBilinear['alignment']): PackedWeights {
  return {
    kind: 'weights',
    key: `linear taps ${length} ${outputs} ${alignment}`,
    byteLength: outputs * 16,
    async pack(target) {
      const taps = linearTaps(length, outputs, alignment);
      new Float32Array(target).set(taps.flatMap(({ first, second, weight }) => [first, second, weight, 0]));
    },
  };
}

export const resizeBilinearKernel: Kernel<ResizeBilinear> = {
  name: 'resize-bilinear',
  refusal: () => null,
  lower({ alignment }, node) {
    const input = nchw(node.inputs[0].shape);
    const output = nchw(node.output.shape);
    const count = elementCount(node.output.shape);
    return [
      {
        shader,
        constants: {},
        params: [count, input.h, input.w, output.h, output.w],
        bindings: [
          read(node.inputs[0]),
          packTaps(input.h, output.h, alignment),
          packTaps(input.w, output.w, alignment),
          write(node.output),
        ],
        workgroups: oneThreadEach(count),
      },
    ];
  },
};
