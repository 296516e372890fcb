/** The network KonCept512, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { averagePool, batchNorm, globalAveragePool, linear, reshape } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import type { Value } from '../../graph/tensor.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { minusOneToOne } from '../../image/normalisation.ts';
import { addInceptionResNet } from '../backbones/inception-resnet.ts';
import { sCnnDistribution } from '../backbones/s-cnn.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { konCeptProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = sCnnDistribution;

const usualHidden = [2048, 1024, 256];

/** Of the normalisations after the backbone: Keras's default, and PyTorch's. */
const epsilons = { whole: 1e-3, corner: 1e-5 };

/** The port's pooling has windows of 8x8, of which only one fits into 10x14 positions. */
const cornerSide = 8;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,3,384,512], R, G, B in -1..1. Output 'score' [N,1]. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const { width, height } = konCeptProtocol.fixedFrame!;
  const maps = addInceptionResNet(net, weights, net.input('crops', [batch, 3, height, width]));
  const pooling = weights.fact('pooling') === 'corner' ? 'corner' : 'whole';
  const features = pooling === 'whole' ? globalAveragePool(net, 'features', maps) : corner(net, maps);
  const hidden = usualHidden.reduce((x: Value, usual, i) => {
    const outputs = weights.shapeOf(`fc${i}.weight`)?.[0] ?? usual;
    const perOutput = (tensor: string) => weights.constant(tensor, [outputs]);
    const dense = linear(net, `fc${i}`, x, {
      weight: weights.constant(`fc${i}.weight`, [outputs, x.shape[1]!]),
      bias: perOutput(`fc${i}.bias`),
      activation: 'relu',
    });
    return batchNorm(net, `bn${i}`, dense, {
      gamma: perOutput(`bn${i}.weight`),
      beta: perOutput(`bn${i}.bias`),
      mean: perOutput(`bn${i}.running_mean`),
      variance: perOutput(`bn${i}.running_var`),
      epsilon: epsilons[pooling],
    });
  }, features);
  const score = linear(net, 'score', hidden, {
    weight: weights.constant('out.weight', [1, hidden.shape[1]!]),
    bias: weights.constant('out.bias', [1]),
  });
  return net.build([score]);
}

function corner(net: GraphBuilder, maps: Value): Value {
  const pooled = averagePool(net, 'corner', maps, { kernel: cornerSide, stride: cornerSide });
  return reshape(net, 'features', pooled, [maps.shape[0]!, maps.shape[1]!]);
}

/** @throws HyperIqaError WEIGHTS when these are not KonCept512's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: konCeptProtocol,
    input: rgbCrops(minusOneToOne),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
