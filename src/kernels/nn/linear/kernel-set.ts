/** The kernels of fully connected layers, and their order. */
import type { Node } from '../../../graph/graph.ts';
import type { Linear } from '../../../graph/operators/nn/linear.ts';
import { elementCount } from '../../../graph/tensor.ts';
import type { KernelSet } from '../../kernel-set.ts';
import { enoughWorkgroups } from '../conv2d/layer.ts';
import { productOf } from '../product/product.ts';
import { productTiles } from '../product/tiled.ts';
import { linearKernel, linearQuadsKernel } from './few-rows.ts';
import {
  linearSubgroupKernel,
  linearTiled32F16Kernel,
  linearTiled32Kernel,
  linearTiled64F16Kernel,
  linearTiled64Kernel,
  linearTiled64MatrixKernel,
} from './many-rows.ts';
import { linearSplitKernel } from './split.ts';

/** Below this many rows a block is mostly empty, and the layer is bound by reading its weights. */
const fewRows = (operator: Linear, node: Node): boolean => productOf(operator, node).rows < 12;

/**
 * Measured on lavapipe: 2 to 3 times as fast as `linear`, but 70 ms more to compile, since a network's smaller layers need `linear`
 * anyway. With fewer weights, a hundred runs do not make up for that.
 */
const fewRowsOfManyWeights = (operator: Linear, node: Node): boolean =>
  fewRows(operator, node) && elementCount(operator.weight.shape) >= 2 ** 19;

const manyTiles = (operator: Linear, node: Node): boolean =>
  productTiles(productOf(operator, node), 64) >= enoughWorkgroups;

export const kernelSet: KernelSet<Linear> = {
  kernels: [
    linearKernel,
    linearQuadsKernel,
    linearSplitKernel,
    linearSubgroupKernel,
    linearTiled64Kernel,
    linearTiled64F16Kernel,
    linearTiled64MatrixKernel,
    linearTiled32Kernel,
    linearTiled32F16Kernel,
  ],
  preferences: {
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
  },
};
