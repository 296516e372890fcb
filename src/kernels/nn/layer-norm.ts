/** The kernels of layer normalisation. */
import { type LayerNorm, layerNormRows } from '../../graph/operators/nn/layer-norm.ts';
import { normKernels } from './norm.ts';

export const layerNorm = normKernels<LayerNorm>('layer-norm', layerNormRows);
