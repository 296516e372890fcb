/** The network DeepBIQ with its regression, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, reduce, reshape, slice } from '../../graph/layers.ts';
import type { Activation } from '../../graph/operators/activations.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount, type Value } from '../../graph/tensor.ts';
import { rgbCrops } from '../../image/crop-tensor.ts';
import { imageNet } from '../../image/normalisation.ts';
import { addAlexNet } from '../backbones/alexnet.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution, flat } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { wideLinear } from '../wide-linear.ts';
import { cropCount, gridOfCrops, side } from './protocol.ts';
import { addRegression, addScaler } from './regression.ts';

export const unit = 'crop';
export const usualBatch = cropCount;

const usualHidden = 4096;

/** Features are near unit scale after the scaler, which the kernel's exponential needs; scores lie around 50. */
export function distributionOf({ name }: TensorSpec): Distribution | undefined {
  if (name === 'scaler.scale') return flat(3, 2);
  if (name === 'svr.support_vectors') return bell(1);
  if (name === 'svr.dual_coef') return bell(4);
  if (name === 'svr.intercept') return bell(0.01, 50);
  if (name === 'svr.gamma') return flat(1e-4, 1.5e-4);
  return undefined;
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/**
 * Input 'crops' [N,3,224,224], R, G, B normalised as for ImageNet: all crops of a photo. Outputs 'photo' [1,1], the photo's score
 * from the mean of the crops' features, and 'score' [N,1], the regression's score of each crop. Widths are those of the weights.
 */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const layer = (name: string, x: Value, activation: Activation) => {
    const outputs = weights.shapeOf(`${name}.weight`)?.[0] ?? usualHidden;
    return wideLinear(net, name, x, {
      weight: weights.constant(`${name}.weight`, [outputs, x.shape[1]!]),
      bias: weights.constant(`${name}.bias`, [outputs]),
      activation,
    });
  };
  const maps = addAlexNet(net, weights, 'features.', net.input('crops', [batch, 3, side, side]));
  const flattened = reshape(net, 'flatten', maps, [batch, elementCount(maps.shape.slice(1))]);
  const features = layer('classifier.4', layer('classifier.1', flattened, 'relu'), 'none');
  // Standardisation is linear, so it can precede the mean.
  const standardised = addScaler(net, weights, features);
  const ofPhoto = reduce(net, 'mean', standardised, 'mean', [0], true);
  const scores = addRegression(net, weights, concat(net, 'crops and mean', [standardised, ofPhoto], 0));
  return net.build([
    slice(net, 'score', scores, { 0: { end: batch } }),
    slice(net, 'photo', scores, { 0: { start: batch } }),
  ]);
}

/** @throws HyperIqaError WEIGHTS when these are not DeepBIQ's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: gridOfCrops,
    input: rgbCrops(imageNet),
    largestBatch: cropCount,
    hasFixedBatch: true,
    graph: (batch) => graph(weights, batch),
  });
}
