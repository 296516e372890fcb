/** The kernels of fully connected layers with many rows: the same products as matmul's, with weights on the right. */
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import type { Kernel } from '../../kernel.ts';
import { subgroupRefusal } from '../../subgroups.ts';
import { type Arithmetic, arithmeticRefusal, nameIn } from '../conv2d/arithmetic.ts';
import { productOf } from '../product/product.ts';
import { lowerBySubgroups } from '../product/subgroup.ts';
import { type Edge, lowerByTiles } from '../product/tiled.ts';

export const linearSubgroupKernel: Kernel<Linear> = {
  name: 'linear-subgroup',
  refusal: (_operator, _node, traits) => subgroupRefusal(traits),
  lower: (operator, node, traits) => lowerBySubgroups(productOf(operator, node), traits),
};

function tiledKernel(edge: Edge, arithmetic: Arithmetic): Kernel<Linear> {
  return {
    name: nameIn(arithmetic, `linear-tiled${edge}`),
    refusal: (operator, _node, traits) => arithmeticRefusal(arithmetic, operator.weight, traits),
    lower: (operator, node, traits) => lowerByTiles(productOf(operator, node), edge, arithmetic, traits),
  };
}

export const linearTiled64Kernel = tiledKernel(64, 'f32');
export const linearTiled64F16Kernel = tiledKernel(64, 'f16');
export const linearTiled64MatrixKernel = tiledKernel(64, 'matrix');
export const linearTiled32Kernel = tiledKernel(32, 'f32');
export const linearTiled32F16Kernel = tiledKernel(32, 'f16');
