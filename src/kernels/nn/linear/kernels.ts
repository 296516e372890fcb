/** The kernels of fully connected layers with many rows: the same products as matmul's, with weights on the right. */
import type { Node } from '../../../graph/graph.ts';
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import { elementCount } from '../../../graph/tensor.ts';
import type { Kernel } from '../../kernel.ts';
import type { Preferences } from '../../preference.ts';
import { subgroupRefusal } from '../../subgroups.ts';
import { type Arithmetic, arithmeticRefusal, nameIn } from '../conv2d/arithmetic.ts';
import { enoughWorkgroups } from '../conv2d/layer.ts';
import { productOf } from '../product/product.ts';
import { lowerBySubgroups } from '../product/subgroup.ts';
import { type Edge, lowerByTiles, productTiles } from '../product/tiled.ts';

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

/** Below this many rows a block is mostly empty, and the layer is bound by reading its weights. */
const fewRows = (operator: Linear, node: Node): boolean => productOf(operator, node).rows < 12;

/**
 * Measured on lavapipe: 2 to 3 times as fast as `linear`, which the smaller layers of a network need all the same, and 70 ms to
 * compile. Below this number it does not gain that in a hundred runs.
 */
const fewRowsOfManyWeights = (operator: Linear, node: Node): boolean =>
  fewRows(operator, node) && elementCount(operator.weight.shape) >= 2 ** 19;

const manyTiles = (operator: Linear, node: Node): boolean =>
  productTiles(productOf(operator, node), 64) >= enoughWorkgroups;

export const linearPreferences: Preferences<Linear> = {
  gpu: [
    { kernel: 'linear-split', when: fewRows },
    { kernel: 'linear', when: fewRows },
    { kernel: 'linear-quads', when: fewRows },
    { kernel: 'linear-tiled64-matrix' },
    { kernel: 'linear-tiled64-f16', when: manyTiles },
    { kernel: 'linear-tiled64', when: manyTiles },
    { kernel: 'linear-tiled32-f16' },
    { kernel: 'linear-tiled32' },
    { kernel: 'linear-tiled64-f16' },
    { kernel: 'linear-tiled64' },
    { kernel: 'linear-subgroup' },
    { kernel: 'linear' },
  ],
  software: [
    { kernel: 'linear-quads', when: fewRowsOfManyWeights },
    { kernel: 'linear', when: fewRows },
    { kernel: 'linear-subgroup' },
    { kernel: 'linear' },
    { kernel: 'linear-tiled32' },
    { kernel: 'linear-tiled64' },
    // Float16 arithmetic is emulated on software adapters.
    { kernel: 'linear-tiled32-f16' },
    { kernel: 'linear-tiled64-f16' },
    { kernel: 'linear-tiled64-matrix' },
  ],
};
