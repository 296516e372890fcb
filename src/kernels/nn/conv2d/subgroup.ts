/**
 * Host half of shaders/nn/conv2d-subgroup.wgsl: weights are loaded once per subgroup and broadcast. Many rows for whole
 * layers and large groups, few for the small groups of grouped convolutions.
 */
import text from '../../../../shaders/nn/conv2d-subgroup.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel, type Shader } from '../../kernel.ts';
import {
  convFinishParts,
  convParamsPart,
  convQuadPart,
  type Lanes,
  narrowShaderOf,
  subgroupShaderOf,
  weightPairs,
} from '../../shader-parts.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, groupRefusal, paddedConstant, subgroupRefusal } from './layer.ts';
import { packRowPairs } from './pack.ts';

/** @param rows output channels of an invocation @param quads of columns of an invocation */
function kernelOf(name: string, lanes: Lanes, rows: number, quads: number, shader: Shader): Kernel<Conv2d> {
  const shaders = byStorage(shader, weightPairs);
  return {
    name,
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
          workgroups: foldGrid(divideUp(pixels, lanes * 4 * quads) * divideUp(output.c, rows)),
        },
      ];
    },
  };
}

const libraries = [convParamsPart, ...convFinishParts, convQuadPart] as const;
const path = 'nn/conv2d-subgroup';

function subgroupKernel(lanes: Lanes): Kernel<Conv2d> {
  return kernelOf(`conv2d-subgroup${lanes}`, lanes, 4 * lanes, 1, subgroupShaderOf(lanes, path, text, ...libraries));
}

function groupedKernel(lanes: Lanes): Kernel<Conv2d> {
  return kernelOf(`conv2d-grouped${lanes}`, lanes, lanes, 2, narrowShaderOf(lanes, path, text, ...libraries));
}

export const conv2dSubgroup8Kernel = subgroupKernel(8);
export const conv2dSubgroup4Kernel = subgroupKernel(4);
export const conv2dGrouped8Kernel = groupedKernel(8);
export const conv2dGrouped4Kernel = groupedKernel(4);
