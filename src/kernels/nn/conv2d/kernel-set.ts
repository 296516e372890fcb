/** The kernels of convolutions. */
import type { Conv2d } from '../../../graph/operators/nn/conv2d.ts';
import type { KernelSet } from '../../kernel-set.ts';
import { conv2dDepthwise3Kernel, conv2dDepthwiseKernel } from './depthwise.ts';
import { conv2dDirectKernel } from './direct.ts';
import { conv2dGroupLanesKernel } from './group-lanes.ts';
import { conv2dGrouped3Kernel } from './grouped3.ts';
import { conv2dInterleavedKernel } from './interleaved.ts';
import { pointwiseKernel } from './pointwise.ts';
import { conv2dPreferences } from './preferences.ts';
import { conv2dRows8Kernel } from './rows8.ts';
import { conv2dSplit64MatrixKernel, conv2dSplitF16Kernels, conv2dSplitKernels } from './split.ts';
import { conv2dGrouped4Kernel, conv2dGrouped8Kernel, conv2dSubgroupKernel } from './subgroup.ts';
import {
  conv2dTiled64F16Kernel,
  conv2dTiled64Kernel,
  conv2dTiled64MatrixKernel,
  conv2dTiledF16Kernel,
  conv2dTiledKernel,
} from './tiled.ts';
import { winograd2Kernel, winograd4Kernel } from './winograd.ts';

export const kernelSet: KernelSet<Conv2d> = {
  kernels: [
    pointwiseKernel,
    conv2dSubgroupKernel,
    conv2dGroupLanesKernel,
    conv2dGrouped3Kernel,
    conv2dGrouped8Kernel,
    conv2dGrouped4Kernel,
    conv2dTiledKernel,
    conv2dTiledF16Kernel,
    conv2dTiled64Kernel,
    conv2dTiled64F16Kernel,
    conv2dTiled64MatrixKernel,
    ...conv2dSplitKernels,
    ...conv2dSplitF16Kernels,
    conv2dSplit64MatrixKernel,
    conv2dRows8Kernel,
    conv2dDepthwise3Kernel,
    conv2dDepthwiseKernel,
    conv2dInterleavedKernel,
    winograd4Kernel,
    winograd2Kernel,
    conv2dDirectKernel,
  ],
  preferences: conv2dPreferences,
};
