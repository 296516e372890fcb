/** The kernels of layer normalisation; see norm.ts. */
import { type LayerNorm, layerNormRows } from '../../graph/operators/nn/layer-norm.ts';
import { normKernels } from './norm.ts';

export const kernelSet = normKernels<LayerNorm>('layer-norm', layerNormRows);
