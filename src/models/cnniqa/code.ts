/** The network CNNIQA, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, conv2d, linear, reduce } from '../../graph/layers.ts';
import type { Activation } from '../../graph/operators/activations.ts';
import type { Compiler } from '../../graph/program.ts';
import type { Value } from '../../graph/tensor.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { normalisedGrey, patchProtocol, patchSide } from './patches.ts';

export const unit = 'crop';

/** 0.0024 GMAC a patch: a run of few patches would be mostly overhead. */
export const usualBatch = 64;

const kernels = 50;
const hidden = 800;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,1,32,32] as `normalisedGrey` makes them. Output 'score' [N,1]. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const layer = (name: string, x: Value, outputs: number, activation: Activation) =>
    linear(net, name === 'fc3' ? 'score' : name, x, {
      weight: weights.constant(`${name}.weight`, [outputs, x.shape[1]]),
      bias: weights.constant(`${name}.bias`, [outputs]),
      activation,
    });
  const maps = conv2d(net, 'conv1', net.input('crops', [batch, 1, patchSide, patchSide]), {
    weight: weights.constant('conv1.weight', [kernels, 1, 7, 7]),
    bias: weights.constant('conv1.bias', [kernels]),
  });
  const extremes = concat(
    net,
    'extremes',
    [reduce(net, 'max', maps, 'max', [2, 3]), reduce(net, 'min', maps, 'min', [2, 3])],
    1,
  );
  const second = layer('fc2', layer('fc1', extremes, hidden, 'relu'), hidden, 'relu');
  return net.build([layer('fc3', second, 1, 'none')]);
}

/** @throws HyperIqaError WEIGHTS when these are not CNNIQA's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: patchProtocol,
    input: normalisedGrey,
    largestBatch: usualBatch,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
