/** The network, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, globalAveragePool, linear, multiply, reduce, relu, sigmoid } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { minusOneToOne } from '../../image/normalisation.ts';
import { addMobileNetV2 } from '../backbones/mobilenet-v2.ts';
import { CropMetric } from '../crop-metric.ts';
import { grid } from '../hyperiqa/protocols.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { faultsIn, kinds } from './kinds.ts';

export const unit = 'crop';
export const usualBatch = 4;

const side = 224;

/** The probability above which a kind is named, where the file does not state one. */
const usualBound = 0.5;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/**
 * Input 'crops' [N,3,224,224]: RGB in -1..1. Outputs: 'classes' [N,44], the probabilities of the 22 kinds of damage and their
 * levels, 0 to 5, and 'score' [N,1], the largest product of a probability and its level.
 */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const taps = addMobileNetV2(net, weights, 'backbone.', net.input('crops', [batch, 3, side, side]));
  const means = concat(
    net,
    'means',
    taps.map((tap, i) => globalAveragePool(net, `means.${i}`, tap)),
    1,
  );
  const head = (name: string) =>
    linear(net, name, means, {
      weight: weights.constant(`${name}.weight`, [kinds.length, means.shape[1]!]),
      bias: weights.constant(`${name}.bias`, [kinds.length]),
    });
  const probabilities = sigmoid(net, 'probabilities', head('kinds'));
  const strengths = relu(net, 'strengths', head('levels'));
  const worst = reduce(net, 'score', multiply(net, 'products', probabilities, strengths), 'max', [1], true);
  return net.build([worst, concat(net, 'classes', [probabilities, strengths], 1)]);
}

/** @throws HyperIqaError WEIGHTS when these are not the network's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  const bound = Number(file?.metadata.bound ?? usualBound);
  return new CropMetric(compiler, {
    ...row,
    protocol: grid,
    input: rgbCrops(minusOneToOne),
    largestBatch: usualBatch,
    hasFixedBatch: false,
    graph: (batch) => graph(weights, batch),
    describe: (means) => faultsIn(means, bound),
  });
}
