/** The network LinearityIQA, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { batchNorm, concat, globalAveragePool, linear, relu } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import type { Value } from '../../graph/tensor.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import { addResNet, resNetDistribution } from '../backbones/resnet.ts';
import { resNetLayoutOf, resNeXt101 } from '../backbones/resnet-layout.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { lineDistribution, onLine } from '../rating-line.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { linearityProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;

const batchNormEpsilon = 1e-5;
/** The outputs of a chain's layers, where the weights do not determine them. */
const usualWidths = [1024, 256, 64];

/** The chains have no activation between their layers, so these preserve the scale of their input. */
export function distributionOf(spec: TensorSpec): Distribution | undefined {
  const { name, shape } = spec;
  if (/^(dr[67]\.\d|regression)\.weight$/.test(name) && shape.length === 2) return bell(1 / shape[1]!);
  return lineDistribution(spec) ?? resNetDistribution(spec);
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/**
 * Input 'crops' [N,3,498,664], R, G, B normalised as for ImageNet. Output 'score' [N,1]. Depths, widths and groups are those of
 * the weights.
 */
export function graph(weights: WeightSource, batch: number): Graph {
  const { width, height } = linearityProtocol.fixedFrame!;
  const net = new GraphBuilder();
  const layout = resNetLayoutOf(weights.shapeOf, 'features.', resNeXt101);
  const stages = addResNet(net, weights, 'features.', net.input('crops', [batch, 3, height, width]), layout);
  const halves = [6, 7].map((number) => {
    const pooled = globalAveragePool(net, `pool${number}`, stages[number - 4]!);
    return addChain(net, weights, `dr${number}`, pooled);
  });
  const features = concat(net, 'features', halves, 1);
  const score = linear(net, 'score', features, onLine(weights, 'regression', features.shape[1]!));
  return net.build([score]);
}

/** Three linear layers, each with a normalisation, and ReLU only after the last one: [N,C] to [N,64]. */
function addChain(net: GraphBuilder, weights: WeightSource, chain: string, x: Value): Value {
  const end = usualWidths.reduce((input, usual, i) => {
    const [product, norm] = [`${chain}.${2 * i}`, `${chain}.${2 * i + 1}`];
    const outputs = weights.shapeOf(`${product}.weight`)?.[0] ?? usual;
    const layer = linear(net, product, input, {
      weight: weights.constant(`${product}.weight`, [outputs, input.shape[1]!]),
      bias: weights.constant(`${product}.bias`, [outputs]),
    });
    return batchNorm(net, norm, layer, {
      mean: weights.constant(`${norm}.running_mean`, [outputs]),
      variance: weights.constant(`${norm}.running_var`, [outputs]),
      gamma: weights.constant(`${norm}.weight`, [outputs]),
      beta: weights.constant(`${norm}.bias`, [outputs]),
      epsilon: batchNormEpsilon,
    });
  }, x);
  return relu(net, `${chain}.6`, end);
}

/** @throws HyperIqaError WEIGHTS when these are not LinearityIQA's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: linearityProtocol,
    input: rgbCrops(imageNet),
    largestBatch: usualBatch,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
