/**
 * Host halves of shaders/nn/pointwise8.wgsl and pointwise4.wgsl: 1x1 convolutions on whole vec4 of pixels, the weights
 * broadcast in subgroups.
 */
import pointwise4Text from '../../../../shaders/nn/pointwise4.wgsl';
import pointwise8Text from '../../../../shaders/nn/pointwise8.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel, type Shader } from '../../kernel.ts';
import {
  activationPart,
  convParamsPart,
  pairRowPart,
  pointwisePart,
  shaderOf,
  weightPairs,
} from '../../shader-parts.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, groupRefusal, subgroupRefusal } from './layer.ts';
import { packRowPairs } from './pack.ts';

/** @param rows output channels per invocation, as the shader has them. */
function pointwiseKernel(lanes: number, rows: number, shader: Shader): Kernel<Conv2d> {
  const shaders = byStorage(shader, weightPairs);
  return {
    name: shader.name,
    refusal(operator, node, traits) {
      const wrongSize = subgroupRefusal(lanes, traits);
      if (wrongSize !== null) return wrongSize;
      const { output, taps } = geometry(operator, node);
      const plain = taps === 1 && [...operator.stride, ...operator.padding].join() === '1,1,0,0';
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

const libraries = [convParamsPart, activationPart, pointwisePart, pairRowPart] as const;

export const pointwise8Kernel = pointwiseKernel(8, 32, shaderOf('nn/pointwise8', pointwise8Text, ...libraries));

export const pointwise4Kernel = pointwiseKernel(4, 16, shaderOf('nn/pointwise4', pointwise4Text, ...libraries));
