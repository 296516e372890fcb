/** Host half of shaders/nn/crop-normalise.wgsl. */
import text from '../../../shaders/nn/crop-normalise.wgsl';
import type { CropNormalise } from '../../graph/operators/nn/crop-normalise.ts';
import { type Kernel, oneThreadEach, packPlain, read, write } from '../kernel.ts';
import type { KernelSet } from '../kernel-set.ts';
import { shaderOf } from '../shader-parts.ts';

const shader = shaderOf('nn/crop-normalise', text);

const cropNormaliseKernel: Kernel<CropNormalise> = {
  name: 'crop-normalise',
  refusal: () => null,
  lower({ side, table }, node) {
    const [photo, corners] = node.inputs;
    return [
      {
        shader,
        constants: {},
        params: [corners.shape[0], side, photo.shape[1]],
        bindings: [read(photo), read(corners), packPlain(table), write(node.output)],
        workgroups: oneThreadEach(corners.shape[0] * side * side),
      },
    ];
  },
};

export const kernelSet: KernelSet<CropNormalise> = {
  kernels: [cropNormaliseKernel],
};
