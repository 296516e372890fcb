/**
 * The table of operators. A new one adds a line to the union, to `rules` and to `references`; CONTRIBUTING.md lists the other tables.
 */
import type { Shape } from '../tensor.ts';
import { type HalfSizeCubic, halfSizeCubicReference, halfSizeCubicRules } from './brisque/half-size-cubic.ts';
import { type Mscn, mscnReference, mscnRules } from './brisque/mscn.ts';
import {
  type NeighbourMoments,
  neighbourMomentsReference,
  neighbourMomentsRules,
} from './brisque/neighbour-moments.ts';
import {
  type DifferenceProducts,
  differenceProductsReference,
  differenceProductsRules,
} from './fidelity/difference-products.ts';
import { type HalfSizePair, halfSizePairReference, halfSizePairRules } from './fidelity/half-size-pair.ts';
import { type SsimSums, ssimSumsReference, ssimSumsRules } from './fidelity/ssim-sums.ts';
import { type TargetNet, targetNetReference, targetNetRules } from './hyperiqa/target-net.ts';
import { type Attention, attentionReference, attentionRules } from './nn/attention.ts';
import { type BatchNorm, batchNormReference, batchNormRules } from './nn/batch-norm.ts';
import { type Binary, binaryReference, binaryRules } from './nn/binary.ts';
import { type Concat, concatReference, concatRules } from './nn/concat.ts';
import { type ConstantValue, constantReference, constantRules } from './nn/constant.ts';
import { type Conv2d, conv2dReference, conv2dRules } from './nn/conv2d.ts';
import { type CropNormalise, cropNormaliseReference, cropNormaliseRules } from './nn/crop-normalise.ts';
import { type Dropout, dropoutReference, dropoutRules } from './nn/dropout.ts';
import { type Gather, gatherReference, gatherRules } from './nn/gather.ts';
import {
  type GlobalAveragePool,
  globalAveragePoolReference,
  globalAveragePoolRules,
} from './nn/global-average-pool.ts';
import { type GroupNorm, groupNormReference, groupNormRules } from './nn/group-norm.ts';
import { type L2Normalise, l2NormaliseReference, l2NormaliseRules } from './nn/l2-normalise.ts';
import { type LayerNorm, layerNormReference, layerNormRules } from './nn/layer-norm.ts';
import { type Linear, linearReference, linearRules } from './nn/linear.ts';
import { type Matmul, matmulReference, matmulRules } from './nn/matmul.ts';
import { type Permute, permuteReference, permuteRules } from './nn/permute.ts';
import { type Pool2d, pool2dReference, pool2dRules } from './nn/pool2d.ts';
import { type PRelu, preluReference, preluRules } from './nn/prelu.ts';
import { type Reduce, reduceReference, reduceRules } from './nn/reduce.ts';
import { type Reshape, reshapeReference, reshapeRules } from './nn/reshape.ts';
import { type ResizeBilinear, resizeBilinearReference, resizeBilinearRules } from './nn/resize-bilinear.ts';
import { type Slice, sliceReference, sliceRules } from './nn/slice.ts';
import { type Softmax, softmaxReference, softmaxRules } from './nn/softmax.ts';
import { type Unary, unaryReference, unaryRules } from './nn/unary.ts';
import type { Cost, HostTensor, OperatorRules, Reference, ReferenceResult } from './operator.ts';

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

const references: { readonly [K in OperatorKind]: Reference<Extract<Operator, { kind: K }>> } = {
  attention: attentionReference,
  'batch-norm': batchNormReference,
  binary: binaryReference,
  concat: concatReference,
  constant: constantReference,
  conv2d: conv2dReference,
  'crop-normalise': cropNormaliseReference,
  'difference-products': differenceProductsReference,
  dropout: dropoutReference,
  gather: gatherReference,
  'global-average-pool': globalAveragePoolReference,
  'group-norm': groupNormReference,
  'half-size-cubic': halfSizeCubicReference,
  'half-size-pair': halfSizePairReference,
  'l2-normalise': l2NormaliseReference,
  'layer-norm': layerNormReference,
  linear: linearReference,
  matmul: matmulReference,
  mscn: mscnReference,
  'neighbour-moments': neighbourMomentsReference,
  permute: permuteReference,
  pool2d: pool2dReference,
  prelu: preluReference,
  reduce: reduceReference,
  reshape: reshapeReference,
  'resize-bilinear': resizeBilinearReference,
  slice: sliceReference,
  softmax: softmaxReference,
  'ssim-sums': ssimSumsReference,
  'target-net': targetNetReference,
  unary: unaryReference,
};

/** Whether the output is the input under another shape: a view takes no kernel and shares its input's memory. */
export function isView({ kind }: Operator): boolean {
  return kind === 'reshape';
}

function rulesOf(operator: Operator): OperatorRules<Operator> {
  return rules[operator.kind];
}

/** Infers the operator's output shape. @throws HyperIqaError GRAPH when the inputs do not fit it. */
export function outputShape(operator: Operator, inputs: readonly Shape[]): Shape {
  return rulesOf(operator).outputShape(operator, inputs);
}

/** The arithmetic and memory traffic of one execution. */
export function cost(operator: Operator, inputs: readonly Shape[], output: Shape): Cost {
  return rulesOf(operator).cost(operator, inputs, output);
}

/** Computes the operator in float64, the oracle that kernels are compared with. */
export function reference(operator: Operator, inputs: readonly HostTensor[]): Promise<ReferenceResult> {
  // The table pairs each kind with its own reference, which TypeScript cannot infer through the index.
  const compute = references[operator.kind] as Reference<Operator>;
  return compute(operator, inputs);
}
