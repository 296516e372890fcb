/** The network, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, globalAveragePool, linear, relu, sigmoid } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import type { Value } from '../../graph/tensor.ts';
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

/** Values of the two layers before the score. */
const hidden = [112, 56] as const;

/**
 * Input 'crops' [N,3,224,224]: RGB in -1..1. Outputs: 'score' [N,1], about 0 to 100, and 'classes' [N,48], the probabilities of
 * the 24 kinds of damage and their levels, 0 to 5.
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
  const layer = (name: string, input: Value, outputs: number) =>
    linear(net, name, input, {
      weight: weights.constant(`${name}.weight`, [outputs, input.shape[1]!]),
      bias: weights.constant(`${name}.bias`, [outputs]),
    });
  const first = sigmoid(net, 'first', layer('score1', means, hidden[0]));
  const second = sigmoid(net, 'second', layer('score2', first, hidden[1]));
  const score = layer('score', second, 1);
  const probabilities = sigmoid(net, 'probabilities', layer('kinds', means, kinds.length));
  const levels = relu(net, 'strengths', layer('levels', means, kinds.length));
  return net.build([score, concat(net, 'classes', [probabilities, levels], 1)]);
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
