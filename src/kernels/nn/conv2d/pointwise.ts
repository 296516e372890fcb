/** Host half of shaders/nn/pointwise.wgsl: 1x1 convolutions on whole vec4 of pixels, the weights broadcast in subgroups. */
import text from '../../../../shaders/nn/pointwise.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import { convFinishParts, convParamsPart, type Lanes, subgroupShaderOf, weightPairs } from '../../shader-parts.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, groupRefusal, subgroupRefusal } from './layer.ts';
import { packRowPairs } from './pack.ts';

function pointwiseKernel(lanes: Lanes): Kernel<Conv2d> {
  const rows = 4 * lanes;
  const shaders = byStorage(
    subgroupShaderOf(lanes, 'nn/pointwise', text, convParamsPart, ...convFinishParts),
    weightPairs,
  );
  return {
    name: `pointwise${lanes}`,
    refusal(operator, node, traits) {
      const wrongSize = subgroupRefusal(lanes, traits);
      if (wrongSize !== null) return wrongSize;
      const { output, taps } = geometry(operator, node);
      const plain = taps === 1 && [...operator.stride, ...operator.padding].join() === '1,1,0,0,0,0';
      if (!plain) return 'serves 1x1 layers of stride 1 without padding';
      if ((output.h * output.w) % 4 !== 0) return `needs planes of a multiple of 4 pixels, not ${output.h * output.w}`;
      return groupRefusal(operator, rows);
    },
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      const { output } = geometry(operator, node);
      const quads = (output.n * output.h * output.w) / 4;
      return [
        {
          shader: shaders[storage],
          constants: {},
          params: convParams(operator, node),
          bindings: convBindings(operator, node, packRowPairs(operator, rows, storage)),
          workgroups: foldGrid(divideUp(quads, lanes) * divideUp(output.c, rows)),
        },
      ];
    },
  };
}

export const pointwise8Kernel = pointwiseKernel(8);

export const pointwise4Kernel = pointwiseKernel(4);
