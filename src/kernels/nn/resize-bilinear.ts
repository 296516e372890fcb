/** Host half of shaders/nn/resize-bilinear.wgsl. */
import text from '../../../shaders/nn/resize-bilinear.wgsl';
import { linearTaps, type ResizeBilinear } from '../../graph/operators/nn/resize-bilinear.ts';
import { divideUp, type Kernel, nchw, oneThreadEach, type PackedWeights, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/resize-bilinear', text);

/** Output rows per invocation. */
const strip = 8;

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

const resizeBilinearKernel: Kernel<ResizeBilinear> = {
  name: 'resize-bilinear',
  refusal: () => null,
  lower({ alignment }, node) {
    const input = nchw(node.inputs[0].shape);
    const output = nchw(node.output.shape);
    const planes = output.n * output.c;
    return [
      {
        shader,
        constants: { STRIP: strip },
        params: [planes, input.h, input.w, output.h, output.w],
        bindings: [
          read(node.inputs[0]),
          packTaps(input.h, output.h, alignment),
          packTaps(input.w, output.w, alignment),
          write(node.output),
        ],
        workgroups: oneThreadEach(planes * divideUp(output.h, strip) * output.w),
      },
    ];
  },
};

export const kernelSet: KernelSet<ResizeBilinear> = {
  kernels: [resizeBilinearKernel],
};
