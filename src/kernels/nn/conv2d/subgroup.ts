/** Host half of shaders/nn/conv2d-subgroup.wgsl: weights are loaded once per subgroup and broadcast. */
import text from '../../../../shaders/nn/conv2d-subgroup.wgsl';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, foldGrid, type Kernel } from '../../kernel.ts';
import {
  activationPart,
  convParamsPart,
  convQuadPart,
  type Lanes,
  subgroupShaderOf,
  weightPairs,
} from '../../shader-parts.ts';
import { byStorage, storageOf } from '../../weight-storage.ts';
import { convBindings, convParams, geometry, groupRefusal, paddedConstant, subgroupRefusal } from './layer.ts';
import { packRowPairs } from './pack.ts';

function subgroupKernel(lanes: Lanes): Kernel<Conv2d> {
  const rows = 4 * lanes;
  const shaders = byStorage(
    subgroupShaderOf(lanes, 'nn/conv2d-subgroup', text, convParamsPart, activationPart, convQuadPart),
    weightPairs,
  );
  return {
    name: `conv2d-subgroup${lanes}`,
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

export const conv2dSubgroup8Kernel = subgroupKernel(8);

export const conv2dSubgroup4Kernel = subgroupKernel(4);
