/** The network MUSIQ, and how it is opened. */
import type { Compiler } from '../../graph/program.ts';
import { bell, type Distribution, flat } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { patchGraph, transformerGraph, wholeGraph } from './graphs.ts';
import { Musiq } from './metric.ts';

export const unit = 'photo';
export const usualBatch = 1;

export const graph = wholeGraph;

/** Uses the smallest graphs, since a converter requests tensors for every naming and every place in a file. */
export function request(weights: WeightSource): void {
  patchGraph(weights, 1);
  transformerGraph(weights, 1, 'gelu');
}

/** Normalisations' multipliers lie around 1; the residuals' scale grows slowly with the blocks. */
export function distributionOf({ name, shape }: TensorSpec): Distribution | undefined {
  if (shape.length === 1 && name.endsWith('.weight')) return flat(0.5, 1);
  if (shape.length === 2) return bell(1 / shape[1]!);
  return undefined;
}

/** @throws HyperIqaError WEIGHTS when these are not MUSIQ's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new Musiq(compiler, row, weights, weights.fact('gelu') === 'tanh' ? 'gelu-tanh' : 'gelu');
}
