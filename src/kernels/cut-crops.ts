/** Host half of shaders/cut_crops.wgsl. */
import text from '../../shaders/cut_crops.wgsl';
import type { CutCrops } from '../graph/operators/cutcrops.ts';
import { elementCount } from '../graph/tensor.ts';
import { type Kernel, oneThreadEach, packPlain, read, write } from './kernel.ts';
import { shaderOf } from './shader-parts.ts';

const shader = shaderOf('cut_crops', text);

export const cutCropsKernel: Kernel<CutCrops> = {
  name: 'cut_crops',
  refusal: () => null,
  rank: () => 0,
  lower({ side, table }, node) {
    const [photo, corners] = node.inputs;
    return [
      {
        shader,
        constants: {},
        params: [corners.shape[0], side, photo.shape[1]],
        bindings: [read(photo), read(corners), packPlain(table), write(node.output)],
        workgroups: oneThreadEach(elementCount(node.output.shape)),
      },
    ];
  },
};
