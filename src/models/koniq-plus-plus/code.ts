/** The network KonIQ++, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { linear } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import { addResNetBlocks, resNetDistribution } from '../backbones/resnet.ts';
import { resNetLayoutOf, resNeXt101 } from '../backbones/resnet-layout.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { lineDistribution, onLine } from '../rating-line.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { koniqPlusPlusProtocol } from './protocol.ts';
import { addSideNet } from './side-net.ts';

export const unit = 'photo';
export const usualBatch = 1;

/** In the order of the network's outputs. The first one covers both noise and compression artefacts. */
const defects = ['artefacts', 'blur', 'contrast', 'colour'] as const;

/** The side networks' heads have no ReLU, so they preserve the scale of their input; exponentials follow. */
export function distributionOf(spec: TensorSpec): Distribution | undefined {
  const { name, shape } = spec;
  if (/^sub_\w+\.(head\d|fusion_block\d\.conv1)\.0\.weight$/.test(name)) {
    return bell(1 / shape.slice(1).reduce((product, size) => product * size, 1));
  }
  return lineDistribution(spec) ?? resNetDistribution(spec);
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/**
 * Input 'crops' [N,3,480,640], R, G, B normalised as for ImageNet. Outputs 'score' [N,1] and 'defects' [N,4], which are not on a
 * scale of ratings. Depths, widths and groups are those of the weights.
 */
export function graph(weights: WeightSource, batch: number): Graph {
  const { width, height } = koniqPlusPlusProtocol.fixedFrame!;
  const net = new GraphBuilder();
  const layout = resNetLayoutOf(weights.shapeOf, 'features.', resNeXt101);
  const stages = addResNetBlocks(net, weights, 'features.', net.input('crops', [batch, 3, height, width]), layout);
  const taps = stages.flatMap((blocks) => [blocks[0]!, blocks.at(-1)!]);
  const ofScore = addSideNet(net, weights, 'sub_q.', taps);
  const ofDefects = addSideNet(net, weights, 'sub_dist.', taps);
  const score = linear(net, 'score', ofScore, onLine(weights, 'sub_q.fc_q', ofScore.shape[1]!));
  const found = linear(net, 'defects', ofDefects, {
    weight: weights.constant('sub_dist.fc_q.weight', [defects.length, ofDefects.shape[1]!]),
    bias: weights.constant('sub_dist.fc_q.bias', [defects.length]),
  });
  return net.build([score, found]);
}

/** @throws HyperIqaError WEIGHTS when these are not KonIQ++'s weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: koniqPlusPlusProtocol,
    input: rgbCrops(imageNet),
    largestBatch: usualBatch,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
    parts: (outputs) => Object.fromEntries(defects.map((name, i) => [name, outputs.defects![i]!])),
  });
}
