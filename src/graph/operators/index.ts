/** The table of operators: a new one adds its line to the union and to `rules`. */
import type { BatchNorm } from './batchnorm.ts';
import type { Conv2d } from './conv2d.ts';
import type { Activate, Add } from './elementwise.ts';
import type { Concat, Permute, Reshape } from './layout.ts';
import type { Linear, TargetLinear } from './linear.ts';
import type { L2Normalise, Softmax } from './normalise.ts';
import type { GlobalAveragePool, Pool2d } from './pool.ts';

export type Operator =
  | Conv2d
  | BatchNorm
  | Pool2d
  | GlobalAveragePool
  | Linear
  | TargetLinear
  | Activate
  | Add
  | Concat
  | Permute
  | Reshape
  | Softmax
  | L2Normalise;

export type OperatorKind = Operator['kind'];
