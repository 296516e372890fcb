/** The network DB-CNN, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { divide, linear, matmul, reduce, reshape, resizeBilinear, unary } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import type { Constant, Value } from '../../graph/tensor.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import type { Size } from '../../image/protocols/protocol.ts';
import { addSCnn, sCnnDistribution } from '../backbones/s-cnn.ts';
import { addVgg16 } from '../backbones/vgg.ts';
import { CropMetric } from '../crop-metric.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { dbCnnProtocol } from './protocol.ts';

export const unit = 'photo';
export const usualBatch = 1;
export const distributionOf = sCnnDistribution;

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** For a photo of 224x224: the network's size is the photo's. */
export function graph(weights: WeightSource, batch: number): Graph {
  return dbCnnGraph(weights, batch, { width: 224, height: 224 });
}

/** Input 'crops' [N,3,H,W], R, G, B normalised as for ImageNet. Output 'score' [N,1]. */
export function dbCnnGraph(weights: WeightSource, batch: number, { width, height }: Size): Graph {
  const net = new GraphBuilder();
  const photo = net.input('crops', [batch, 3, height, width]);
  const content = addVgg16(net, weights, photo, { prefix: 'features1.', numbering: 'torchvision' });
  const distortion = addSCnn(net, weights, photo, 'features2.');
  const features = bilinear(net, content, likeSize(net, distortion, content));
  const score = linear(net, 'score', features, {
    weight: weights.constant('fc.weight', [1, features.shape[1]!]),
    bias: weights.constant('fc.bias', [1]),
  });
  return net.build([score]);
}

/** For odd sizes, S-CNN rounds halves up and VGG-16 down. */
function likeSize(net: GraphBuilder, x: Value, like: Value): Value {
  const [, , height, width] = like.shape as [number, number, number, number];
  if (x.shape[2] === height && x.shape[3] === width) return x;
  return resizeBilinear(net, 'features2.resized', x, { height, width, alignment: 'corner-centres' });
}

/**
 * Bilinear pooling: the products of all pairs of channels, averaged over positions, then their square roots, normalised to length
 * 1: [N,A*B]. The squared length of the roots is the sum of their squares, so it is known before any root is taken. The number of
 * positions then cancels out, except in the 1e-8 that is added to each mean.
 */
function bilinear(net: GraphBuilder, a: Value, b: Value): Value {
  const [batch, channels, height, width] = a.shape as [number, number, number, number];
  const positions = height * width;
  const columns = b.shape[1]!;
  const flat = (x: Value, name: string) => reshape(net, name, x, [batch, x.shape[1]!, positions]);
  const products = matmul(net, 'products', flat(a, 'features1.flat'), flat(b, 'features2.flat'), {
    transposeB: true,
    bias: filled(1e-8 * positions, columns),
  });
  const total = reduce(net, 'products.total', products, 'sum', [1, 2], true);
  const roots = unary(net, 'products.roots', divide(net, 'products.parts', products, total), 'sqrt');
  return reshape(net, 'bilinear', roots, [batch, channels * columns]);
}

function filled(value: number, length: number): Constant {
  return { key: `${length} of ${value}`, shape: [length], read: async () => new Float32Array(length).fill(value) };
}

/** @throws HyperIqaError WEIGHTS when these are not DB-CNN's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: dbCnnProtocol,
    input: rgbCrops(imageNet),
    largestBatch: 1,
    hasFixedBatch: true,
    graph: (batch, size) => dbCnnGraph(weights, batch, size),
  });
}
