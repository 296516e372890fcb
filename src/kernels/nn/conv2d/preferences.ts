/**
 * The order of the convolution kernels. On a software adapter a load costs more than the multiply-adds that use it, and barriers
 * are expensive; on a GPU, tiles in workgroup memory are fastest.
 */
import type { Node } from '../../../graph/graph.ts';
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import { divideUp, nchw } from '../../kernel.ts';
import type { Preferences } from '../../kernel-set.ts';
import { enoughWorkgroups, tileCount } from './layer.ts';

/** Whether there are enough large tiles to fill a GPU. */
const manyTiles = (operator: Conv2d, node: Node): boolean => tileCount(operator, node, 64) >= enoughWorkgroups;

/** Measured on lavapipe: 4x4 tiles are fastest from 16 tiles on (a 14x14 layer of one photo); 2x2 tiles are never faster by much. */
const manyWinogradTiles = (_operator: Conv2d, node: Node): boolean => {
  const { n, h, w } = nchw(node.output.shape);
  return n * divideUp(h, 4) * divideUp(w, 4) >= 16;
};

/** Where blocks of 8 output channels fill the groups, they are faster than blocks of 4. */
const noEights = ({ weight, groups }: Conv2d): boolean => (weight.shape[0] / groups) % 8 !== 0;

/** Winograd has not been measured on GPUs, so there only the tuner chooses it. */
export const conv2dPreferences: Preferences<Conv2d> = {
  gpu: [
    { kernel: 'conv2d-depthwise3' },
    { kernel: 'conv2d-depthwise' },
    { kernel: 'conv2d-split64-matrix' },
    { kernel: 'conv2d-tiled64-matrix' },
    { kernel: 'conv2d-split-f16' },
    { kernel: 'conv2d-split' },
    { kernel: 'conv2d-tiled64-f16', when: manyTiles },
    { kernel: 'conv2d-tiled64', when: manyTiles },
    { kernel: 'conv2d-tiled-f16' },
    { kernel: 'conv2d-tiled' },
    { kernel: 'conv2d-tiled64-f16' },
    { kernel: 'conv2d-tiled64' },
    // For GPUs with a hundred processors, which only the tuner can recognise.
    { kernel: 'conv2d-split64-f16' },
    { kernel: 'conv2d-split64' },
    { kernel: 'conv2d-split1024-f16' },
    { kernel: 'conv2d-split1024' },
    { kernel: 'pointwise' },
    { kernel: 'conv2d-subgroup' },
    { kernel: 'conv2d-group-lanes' },
    { kernel: 'conv2d-grouped3' },
    { kernel: 'conv2d-grouped8' },
    { kernel: 'conv2d-grouped4', when: noEights },
    { kernel: 'conv2d-rows8' },
    { kernel: 'conv2d-interleaved' },
    { kernel: 'winograd4' },
    { kernel: 'winograd2' },
    { kernel: 'conv2d-direct' },
  ],
  software: [
    { kernel: 'conv2d-depthwise3' },
    { kernel: 'conv2d-depthwise' },
    { kernel: 'pointwise' },
    { kernel: 'conv2d-interleaved' },
    { kernel: 'winograd4', when: manyWinogradTiles },
    { kernel: 'conv2d-subgroup' },
    { kernel: 'conv2d-group-lanes' },
    { kernel: 'conv2d-grouped3' },
    { kernel: 'conv2d-grouped8' },
    { kernel: 'conv2d-grouped4', when: noEights },
    { kernel: 'conv2d-rows8' },
    { kernel: 'conv2d-tiled' },
    { kernel: 'winograd4' },
    { kernel: 'winograd2' },
    { kernel: 'conv2d-tiled64' },
    { kernel: 'conv2d-split' },
    { kernel: 'conv2d-split64' },
    { kernel: 'conv2d-split1024' },
    { kernel: 'conv2d-direct' },
    // Float16 arithmetic is emulated on software adapters.
    { kernel: 'conv2d-tiled-f16' },
    { kernel: 'conv2d-tiled64-f16' },
    { kernel: 'conv2d-split-f16' },
    { kernel: 'conv2d-split64-f16' },
    { kernel: 'conv2d-split1024-f16' },
    { kernel: 'conv2d-tiled64-matrix' },
    { kernel: 'conv2d-split64-matrix' },
  ],
};
