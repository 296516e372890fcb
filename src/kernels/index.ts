/** The table of kernels: for every operator its candidates, and the order of preference where nothing was measured. */
import type { Node } from '../graph/graph.ts';
import type { OperatorKind } from '../graph/operators/index.ts';
import { halfSizeCubicKernel } from './brisque/half-size-cubic.ts';
import { mscnKernel } from './brisque/mscn.ts';
import { neighbourMomentsKernel } from './brisque/neighbour-moments.ts';
import {
  differenceGroupKernel,
  differenceLaneKernel,
  differenceProductsPreferences,
} from './fidelity/difference-products.ts';
import { halfSizePairKernel } from './fidelity/half-size-pair.ts';
import { ssimStripKernel, ssimSumsPreferences, ssimTileKernel } from './fidelity/ssim-sums.ts';
import { targetNetKernel } from './hyperiqa/target-net.ts';
import type { DeviceTraits, Kernel } from './kernel.ts';
import { attentionDirectKernel } from './nn/attention/direct.ts';
import { attentionPreferences } from './nn/attention/preferences.ts';
import { attentionSubgroupKernel } from './nn/attention/subgroup.ts';
import { attentionTiledKernel } from './nn/attention/tiled.ts';
import { batchNormKernel, batchNormQuadsKernel } from './nn/batch-norm.ts';
import { binaryKernel, binaryQuadsKernel } from './nn/binary.ts';
import { concatKernel } from './nn/concat.ts';
import { constantKernel } from './nn/constant.ts';
import { conv2dDepthwise3Kernel, conv2dDepthwiseKernel } from './nn/conv2d/depthwise.ts';
import { conv2dDirectKernel } from './nn/conv2d/direct.ts';
import { conv2dGroupLanesKernel } from './nn/conv2d/group-lanes.ts';
import { conv2dGrouped3Kernel } from './nn/conv2d/grouped3.ts';
import { conv2dInterleavedKernel } from './nn/conv2d/interleaved.ts';
import { pointwiseKernel } from './nn/conv2d/pointwise.ts';
import { conv2dPreferences } from './nn/conv2d/preferences.ts';
import { conv2dRows8Kernel } from './nn/conv2d/rows8.ts';
import { conv2dSplit64MatrixKernel, conv2dSplitF16Kernels, conv2dSplitKernels } from './nn/conv2d/split.ts';
import { conv2dGrouped4Kernel, conv2dGrouped8Kernel, conv2dSubgroupKernel } from './nn/conv2d/subgroup.ts';
import {
  conv2dTiled64F16Kernel,
  conv2dTiled64Kernel,
  conv2dTiled64MatrixKernel,
  conv2dTiledF16Kernel,
  conv2dTiledKernel,
} from './nn/conv2d/tiled.ts';
import { winograd2Kernel, winograd4Kernel } from './nn/conv2d/winograd.ts';
import { cropNormaliseKernel } from './nn/crop-normalise.ts';
import { dropoutKernel } from './nn/dropout.ts';
import { gatherKernel, gatherQuadsKernel } from './nn/gather.ts';
import { globalAveragePoolKernel } from './nn/global-average-pool.ts';
import { groupNorm } from './nn/group-norm.ts';
import { l2NormaliseKernel } from './nn/l2-normalise.ts';
import { layerNorm } from './nn/layer-norm.ts';
import { linearKernel, linearQuadsKernel } from './nn/linear/few-rows.ts';
import {
  linearPreferences,
  linearSubgroupKernel,
  linearTiled32F16Kernel,
  linearTiled32Kernel,
  linearTiled64F16Kernel,
  linearTiled64Kernel,
  linearTiled64MatrixKernel,
} from './nn/linear/kernels.ts';
import { linearSplitKernel } from './nn/linear/split.ts';
import {
  matmulDirectKernel,
  matmulPreferences,
  matmulSubgroupKernel,
  matmulTiled32Kernel,
  matmulTiled64Kernel,
  matmulTiled64MatrixKernel,
} from './nn/matmul.ts';
import { permuteKernel, permuteQuadsKernel } from './nn/permute.ts';
import { pool2dKernel } from './nn/pool2d.ts';
import { preluKernel, preluQuadsKernel } from './nn/prelu.ts';
import { reduceKernel } from './nn/reduce.ts';
import { resizeBilinearKernel } from './nn/resize-bilinear.ts';
import { sliceKernel, sliceQuadsKernel } from './nn/slice.ts';
import { softmaxKernel, softmaxPreferences, softmaxWorkgroupKernel } from './nn/softmax.ts';
import { unaryKernel, unaryQuadsKernel } from './nn/unary.ts';
import { firstPreferred, type Preferences } from './preference.ts';

export const kernels: Readonly<Record<OperatorKind, readonly Kernel[]>> = {
  attention: [attentionSubgroupKernel, attentionTiledKernel, attentionDirectKernel],
  'batch-norm': [batchNormQuadsKernel, batchNormKernel],
  binary: [binaryQuadsKernel, binaryKernel],
  concat: [concatKernel],
  constant: [constantKernel],
  conv2d: [
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
  'crop-normalise': [cropNormaliseKernel],
  'difference-products': [differenceGroupKernel, differenceLaneKernel],
  dropout: [dropoutKernel],
  gather: [gatherQuadsKernel, gatherKernel],
  'global-average-pool': [globalAveragePoolKernel],
  'group-norm': groupNorm.kernels,
  'half-size-cubic': [halfSizeCubicKernel],
  'half-size-pair': [halfSizePairKernel],
  'l2-normalise': [l2NormaliseKernel],
  'layer-norm': layerNorm.kernels,
  linear: [
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
  matmul: [
    matmulDirectKernel,
    matmulSubgroupKernel,
    matmulTiled64Kernel,
    matmulTiled32Kernel,
    matmulTiled64MatrixKernel,
  ],
  mscn: [mscnKernel],
  'neighbour-moments': [neighbourMomentsKernel],
  permute: [permuteQuadsKernel, permuteKernel],
  pool2d: [pool2dKernel],
  prelu: [preluQuadsKernel, preluKernel],
  reduce: [reduceKernel],
  // A view of its input; there is nothing to compute.
  reshape: [],
  'resize-bilinear': [resizeBilinearKernel],
  slice: [sliceQuadsKernel, sliceKernel],
  softmax: [softmaxKernel, softmaxWorkgroupKernel],
  'ssim-sums': [ssimTileKernel, ssimStripKernel],
  'target-net': [targetNetKernel],
  unary: [unaryQuadsKernel, unaryKernel],
};

/** Only for operators whose preferred kernel depends on the kind of adapter; for the others the table's order counts. */
export const preferences: Readonly<Partial<Record<OperatorKind, Preferences>>> = {
  attention: attentionPreferences,
  conv2d: conv2dPreferences,
  'group-norm': groupNorm.preferences,
  'layer-norm': layerNorm.preferences,
  linear: linearPreferences,
  matmul: matmulPreferences,
  softmax: softmaxPreferences,
  'difference-products': differenceProductsPreferences,
  'ssim-sums': ssimSumsPreferences,
};

/** The rule of thumb: the kernel that is preferred on this kind of adapter, of those in `able`, which can all run the node. */
export function preferredKernel(able: readonly Kernel[], node: Node, traits: DeviceTraits): Kernel {
  return firstPreferred(able, preferences[node.operator.kind], node, traits);
}
