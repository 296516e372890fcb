/** The table of kernels: for every operator its candidates. */
import type { OperatorKind } from '../graph/operators/index.ts';
import { batchnormKernel } from './batchnorm.ts';
import { halveKernel } from './brisque/halve.ts';
import { mscnKernel } from './brisque/mscn.ts';
import { pairMomentsKernel } from './brisque/pair-moments.ts';
import { conv2dDirectKernel } from './conv2d/direct.ts';
import { conv2dInterleavedKernel } from './conv2d/interleaved.ts';
import { pointwise4Kernel, pointwise8Kernel } from './conv2d/pointwise.ts';
import { conv2dRows8Kernel } from './conv2d/rows8.ts';
import { conv2dSplitF16Kernel, conv2dSplitKernel } from './conv2d/split.ts';
import { conv2dSubgroup4Kernel, conv2dSubgroup8Kernel } from './conv2d/subgroup.ts';
import {
  conv2dTiled64F16Kernel,
  conv2dTiled64Kernel,
  conv2dTiledF16Kernel,
  conv2dTiledKernel,
} from './conv2d/tiled.ts';
import { cutCropsKernel } from './cut-crops.ts';
import { activateKernel, addKernel } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { concatKernel, permuteKernel } from './layout.ts';
import { linearKernel, targetLinearKernel } from './linear.ts';
import { l2NormaliseKernel, softmaxKernel } from './normalise.ts';
import { globalAveragePoolKernel, poolKernel } from './pool.ts';
import { targetNetKernel } from './target-net.ts';
import { winograd2Kernel, winograd4Kernel } from './winograd/winograd.ts';

export const kernels: Readonly<Record<Exclude<OperatorKind, 'reshape'>, readonly Kernel[]>> = {
  conv2d: [
    pointwise8Kernel,
    pointwise4Kernel,
    conv2dSubgroup8Kernel,
    conv2dSubgroup4Kernel,
    conv2dTiledKernel,
    conv2dTiledF16Kernel,
    conv2dTiled64Kernel,
    conv2dTiled64F16Kernel,
    conv2dSplitKernel,
    conv2dSplitF16Kernel,
    conv2dRows8Kernel,
    conv2dInterleavedKernel,
    winograd4Kernel,
    winograd2Kernel,
    conv2dDirectKernel,
  ],
  batchnorm: [batchnormKernel],
  maxpool: [poolKernel],
  avgpool: [poolKernel],
  globalavgpool: [globalAveragePoolKernel],
  linear: [linearKernel],
  cutcrops: [cutCropsKernel],
  targetlinear: [targetLinearKernel],
  targetnet: [targetNetKernel],
  activate: [activateKernel],
  add: [addKernel],
  concat: [concatKernel],
  permute: [permuteKernel],
  softmax: [softmaxKernel],
  l2normalise: [l2NormaliseKernel],
  halve: [halveKernel],
  mscn: [mscnKernel],
  pairmoments: [pairMomentsKernel],
};
