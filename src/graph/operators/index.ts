/** The table of operators: a new one adds its line to the union and to `rules`. */
import type { Shape } from '../tensor.ts';
import { type HalfSizeCubic, halfSizeCubicRules } from './brisque/half-size-cubic.ts';
import { type Mscn, mscnRules } from './brisque/mscn.ts';
import { type NeighbourMoments, neighbourMomentsRules } from './brisque/neighbour-moments.ts';
import { type DifferenceProducts, differenceProductsRules } from './fidelity/difference-products.ts';
import { type HalfSizePair, halfSizePairRules } from './fidelity/half-size-pair.ts';
import { type SsimSums, ssimSumsRules } from './fidelity/ssim-sums.ts';
import { type TargetNet, targetNetRules } from './hyperiqa/target-net.ts';
import { type Attention, attentionRules } from './nn/attention.ts';
import { type BatchNorm, batchNormRules } from './nn/batch-norm.ts';
import { type Binary, binaryRules } from './nn/binary.ts';
import { type Concat, concatRules } from './nn/concat.ts';
import { type ConstantValue, constantRules } from './nn/constant.ts';
import { type Conv2d, conv2dRules } from './nn/conv2d.ts';
import { type CropNormalise, cropNormaliseRules } from './nn/crop-normalise.ts';
import { type Dropout, dropoutRules } from './nn/dropout.ts';
import { type Gather, gatherRules } from './nn/gather.ts';
import { type GlobalAveragePool, globalAveragePoolRules } from './nn/global-average-pool.ts';
import { type GroupNorm, groupNormRules } from './nn/group-norm.ts';
import { type L2Normalise, l2NormaliseRules } from './nn/l2-normalise.ts';
import { type LayerNorm, layerNormRules } from './nn/layer-norm.ts';
import { type Linear, linearRules } from './nn/linear.ts';
import { type Matmul, matmulRules } from './nn/matmul.ts';
import { type Permute, permuteRules } from './nn/permute.ts';
import { type Pool2d, pool2dRules } from './nn/pool2d.ts';
import { type PRelu, preluRules } from './nn/prelu.ts';
import { type Reduce, reduceRules } from './nn/reduce.ts';
import { type Reshape, reshapeRules } from './nn/reshape.ts';
import { type ResizeBilinear, resizeBilinearRules } from './nn/resize-bilinear.ts';
import { type Slice, sliceRules } from './nn/slice.ts';
import { type Softmax, softmaxRules } from './nn/softmax.ts';
import { type Unary, unaryRules } from './nn/unary.ts';
import type { Cost, HostTensor, OperatorRules, ReferenceResult } from './operator.ts';

export type Operator =
  | Attention
  | BatchNorm
  | Binary
  | Concat
  | ConstantValue
  | Conv2d
  | CropNormalise
  | DifferenceProducts
  | Dropout
  | Gather
  | GlobalAveragePool
  | GroupNorm
  | HalfSizeCubic
  | HalfSizePair
  | L2Normalise
  | LayerNorm
  | Linear
  | Matmul
  | Mscn
  | NeighbourMoments
  | Permute
  | Pool2d
  | PRelu
  | Reduce
  | Reshape
  | ResizeBilinear
  | Slice
  | Softmax
  | SsimSums
  | TargetNet
  | Unary;

/** Also the name of the operator's file. */
export type OperatorKind = Operator['kind'];

export const rules: { readonly [K in OperatorKind]: OperatorRules<Extract<Operator, { kind: K }>> } = {
  attention: attentionRules,
  'batch-norm': batchNormRules,
  binary: binaryRules,
  concat: concatRules,
  constant: constantRules,
  conv2d: conv2dRules,
  'crop-normalise': cropNormaliseRules,
  'difference-products': differenceProductsRules,
  dropout: dropoutRules,
  gather: gatherRules,
  'global-average-pool': globalAveragePoolRules,
  'group-norm': groupNormRules,
  'half-size-cubic': halfSizeCubicRules,
  'half-size-pair': halfSizePairRules,
  'l2-normalise': l2NormaliseRules,
  'layer-norm': layerNormRules,
  linear: linearRules,
  matmul: matmulRules,
  mscn: mscnRules,
  'neighbour-moments': neighbourMomentsRules,
  permute: permuteRules,
  pool2d: pool2dRules,
  prelu: preluRules,
  reduce: reduceRules,
  reshape: reshapeRules,
  'resize-bilinear': resizeBilinearRules,
  slice: sliceRules,
  softmax: softmaxRules,
  'ssim-sums': ssimSumsRules,
  'target-net': targetNetRules,
  unary: unaryRules,
};

/** The operator's output is its input under another shape: it takes no kernel, and shares its input's memory. */
export function isView({ kind }: Operator): boolean {
  return kind === 'reshape';
}

function rulesOf(operator: Operator): OperatorRules<Operator> {
  return rules[operator.kind];
}

/** The shape that the operator makes of these inputs. @throws HyperIqaError GRAPH when they do not fit it. */
export function outputShape(operator: Operator, inputs: readonly Shape[]): Shape {
  return rulesOf(operator).outputShape(operator, inputs);
}

/** Arithmetic and memory traffic of one execution. */
export function cost(operator: Operator, inputs: readonly Shape[], output: Shape): Cost {
  return rulesOf(operator).cost(operator, inputs, output);
}

/** The operator in float64: what kernels are held against. */
export function reference(operator: Operator, inputs: readonly HostTensor[]): Promise<ReferenceResult> {
  return rulesOf(operator).reference(operator, inputs);
}
