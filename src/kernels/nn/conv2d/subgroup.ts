/**
 * Host halves of shaders/nn/conv2d-subgroup8.wgsl and conv2d-subgroup4.wgsl: weights are loaded once per subgroup and
 * broadcast, many channels x 4 pixels per lane.
 */
import subgroup4Text from '../../../../shaders/nn/conv2d-subgroup4.wgsl';
import subgroup8Text from '../../../../shaders/nn/conv2d-subgroup8.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel, type Shader } from '../../kernel.ts';
import {
  activationPart,
  convParamsPart,
  convQuadPart,
  pairRowPart,
  shaderOf,
  weightPairs,
} from '../../shader-parts.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, groupRefusal, paddedConstant, subgroupRefusal } from './layer.ts';
import { packRowPairs } from './pack.ts';

/** @param rows output channels per invocation, as the shader has them. */
function subgroupKernel(lanes: number, rows: number, shader: Shader): Kernel<Conv2d> {
  const shaders = byStorage(shader, weightPairs);
  return {
    name: shader.name,
    refusal: (operator, _node, traits) => subgroupRefusal(lanes, traits) ?? groupRefusal(operator, rows),
    lower(operator, node, traits) {
      const storage = storageOf(operator.weight, traits);
      const { output } = geometry(operator, node);
      const pixels = output.n * output.h * output.w;
      return [
        {
          shader: shaders[storage],
          constants: paddedConstant(operator),
          params: convParams(operator, node),
          bindings: convBindings(operator, node, packRowPairs(operator, rows, storage)),
          workgroups: foldGrid(divideUp(pixels, lanes * 4) * divideUp(output.c, rows)),
        },
      ];
    },
  };
}

const libraries = [convParamsPart, activationPart, convQuadPart, pairRowPart] as const;

export const conv2dSubgroup8Kernel = subgroupKernel(
  8,
  32,
  shaderOf('nn/conv2d-subgroup8', subgroup8Text, ...libraries),
);

export const conv2dSubgroup4Kernel = subgroupKernel(
  4,
  16,
  shaderOf('nn/conv2d-subgroup4', subgroup4Text, ...libraries),
);
