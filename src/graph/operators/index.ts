/** The table of operators: a new one adds its line to the union and to `rules`. */
import type { Shape } from '../tensor.ts';
import { type BatchNorm, batchNormRules } from './batchnorm.ts';
import { type Conv2d, conv2dRules } from './conv2d.ts';
import { type CutCrops, cutCropsRules } from './cutcrops.ts';
import { type Activate, type Add, activateRules, addRules } from './elementwise.ts';
import { type Halve, halveRules } from './halve.ts';
import { type Concat, concatRules, type Permute, permuteRules, type Reshape, reshapeRules } from './layout.ts';
import { type Linear, linearRules, type TargetLinear, targetLinearRules } from './linear.ts';
import { type Mscn, mscnRules } from './mscn.ts';
import { type L2Normalise, l2NormaliseRules, type Softmax, softmaxRules } from './normalise.ts';
import type { Cost, HostTensor, OperatorRules, ReferenceResult } from './operator.ts';
import { type PairMoments, pairMomentsRules } from './pair-moments.ts';
import { type GlobalAveragePool, globalAveragePoolRules, type Pool2d, pool2dRules } from './pool.ts';
import { type TargetNet, targetNetRules } from './targetnet.ts';

export type Operator =
  | Conv2d
  | BatchNorm
  | Pool2d
  | GlobalAveragePool
  | Linear
  | CutCrops
  | TargetLinear
  | TargetNet
  | Activate
  | Add
  | Concat
  | Permute
  | Reshape
  | Softmax
  | L2Normalise
  | Halve
  | Mscn
  | PairMoments;

export type OperatorKind = Operator['kind'];

/** The operator that carries a kind; 'maxpool' and 'avgpool' share one. */
type OperatorOf<K extends OperatorKind, O extends Operator = Operator> = O extends Operator
  ? K extends O['kind']
    ? O
    : never
  : never;

export const rules: { readonly [K in OperatorKind]: OperatorRules<OperatorOf<K>> } = {
  conv2d: conv2dRules,
  batchnorm: batchNormRules,
  maxpool: pool2dRules,
  avgpool: pool2dRules,
  globalavgpool: globalAveragePoolRules,
  linear: linearRules,
  cutcrops: cutCropsRules,
  targetlinear: targetLinearRules,
  targetnet: targetNetRules,
  activate: activateRules,
  add: addRules,
  concat: concatRules,
  permute: permuteRules,
  reshape: reshapeRules,
  softmax: softmaxRules,
  l2normalise: l2NormaliseRules,
  halve: halveRules,
  mscn: mscnRules,
  pairmoments: pairMomentsRules,
};

function rulesOf(operator: Operator): OperatorRules<Operator> {
  return rules[operator.kind];
}

/** The shape that the operator makes of these inputs. Throws HyperIqaError GRAPH when they do not fit it. */
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
