/** The network GraphIQA, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, divide, globalAveragePool, linear, multiply, reduce } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import type { Value } from '../../graph/tensor.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import { addResNet, resNetDistribution } from '../backbones/resnet.ts';
import { resNet50, resNetLayoutOf } from '../backbones/resnet-layout.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { rows, type WeightSource, weightsOf } from '../weight-source.ts';
import { graphIqaProtocol, side } from './protocol.ts';

export const unit = 'crop';
export const usualBatch = 5;

/** The outputs of the edges' last layer, where the weights do not determine them. */
const usualEdges = 16;
/** The mean and the spread of the distribution from which the authors draw a score. */
const moments = 2;

/** Scores spread around 50. */
export function distributionOf(spec: TensorSpec): Distribution | undefined {
  return spec.name === 'hyperpredmos.fc.2.bias' ? bell(0.01, 50) : resNetDistribution(spec);
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/**
 * Input 'crops' [N,3,224,224], R, G, B normalised as for ImageNet. Output 'score' [N,1]. Widths are those of the weights.
 *
 * In the authors' code the crops of a batch are the nodes of one graph with an edge for each pair, and the normalised adjacency
 * matrix mixes them. A crop by itself is a single node with one edge to itself, whose adjacency is 1, so the graph convolutions
 * reduce to linear layers on the product of the node's direction with itself. The score is the mean of the distribution that the
 * authors draw from.
 */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const prefix = 'extractor.feature_extractor.';
  const layout = resNetLayoutOf(weights.shapeOf, prefix, resNet50);
  const maps = addResNet(net, weights, prefix, net.input('crops', [batch, 3, side, side]), layout).at(-1)!;
  const x = globalAveragePool(net, 'pool', maps);
  const width = x.shape[1]!;
  const layer = (name: string, input: Value, usual: number, activation: 'relu' | 'none', hasBias: boolean) => {
    const outputs = weights.shapeOf(`${name}.weight`)?.[0] ?? usual;
    return linear(net, name, input, {
      weight: weights.constant(`${name}.weight`, [outputs, input.shape[1]!]),
      ...(hasBias ? { bias: weights.constant(`${name}.bias`, [outputs]) } : {}),
      activation,
    });
  };
  const [nodes, edges] = ['domainlevelgraph.gcn_v.fc', 'domainlevelgraph.gcn_e.gcn'];
  const first = layer(`${nodes}.0`, x, width, 'relu', true);
  const node = layer(`${nodes}.4`, layer(`${nodes}.2`, first, width, 'relu', true), width, 'none', true);
  const squares = multiply(net, 'squares', x, x);
  const direction = divide(net, 'edge', squares, reduce(net, 'length', squares, 'sum', [1], true));
  const wide = layer(`${edges}.W1`, direction, Math.floor(width / 2), 'relu', false);
  const middle = layer(`${edges}.W2`, wide, Math.floor(width / 4), 'relu', false);
  const edge = layer(`${edges}.W3`, middle, usualEdges, 'none', false);
  const both = concat(net, 'node and edge', [node, edge], 1);
  const hidden = layer('hyperpredmos.fc.0', both, Math.floor(both.shape[1]! / 2), 'relu', true);
  const score = linear(net, 'score', hidden, {
    weight: rows(weights.constant('hyperpredmos.fc.2.weight', [moments, hidden.shape[1]!]), 0, 1),
    bias: rows(weights.constant('hyperpredmos.fc.2.bias', [moments]), 0, 1),
  });
  return net.build([score]);
}

/** @throws HyperIqaError WEIGHTS when these are not GraphIQA's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: graphIqaProtocol,
    input: rgbCrops(imageNet),
    largestBatch: usualBatch,
    hasFixedBatch: false,
    graph: (batch) => graph(weights, batch),
  });
}
