/** The kernels of group normalisation; see norm.ts. */
import { type GroupNorm, groupNormRows } from '../../graph/operators/nn/group-norm.ts';
import { normKernels } from './norm.ts';

export const kernelSet = normKernels<GroupNorm>('group-norm', groupNormRows);
