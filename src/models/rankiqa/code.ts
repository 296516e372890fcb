/** RankIQA: the network, and how it is opened. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { maxPool, reshape } from '../../graph/layers.ts';
import type { Compiler } from '../../graph/program.ts';
import { elementCount, type Value } from '../../graph/tensor.ts';
import { bgrCrops } from '../../image/crop-tensor.ts';
import { levels } from '../../image/normalisation.ts';
import { median } from '../aggregation.ts';
import { addVgg16 } from '../backbones/vgg.ts';
import { CropMetric } from '../crop-metric.ts';
import { bell, type Distribution } from '../distribution.ts';
import type { TensorSpec } from '../layout.ts';
import type { Metric, OpenMetric } from '../metric.ts';
import { type WeightSource, weightsOf } from '../weight-source.ts';
import { randomCrops, side } from './protocol.ts';
import { wideLinear } from '../wide-linear.ts';

export const unit = 'crop';

/** A divisor of the number of crops. The first stage's patches for Winograd take 29 MB a crop, and many adapters bind 128 MiB. */
export const usualBatch = 3;

const usualHidden = 4096;

/** The first layer brings bytes near unit scale. */
export function distributionOf({ name, shape }: TensorSpec): Distribution | undefined {
  return name === 'conv1_1.weight' ? bell(2 / elementCount(shape.slice(1)) / 2 ** 14) : undefined;
}

export function request(weights: WeightSource): void {
  graph(weights, 1);
}

/** Input 'crops' [N,3,224,224], B, G, R in 0..255. Output 'score' [N,1]. Widths are the weights' own. */
export function graph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const layer = (tensor: string, name: string, x: Value, outputs: number, activation: 'relu' | 'none') =>
    wideLinear(net, name, x, {
      weight: weights.constant(`${tensor}.weight`, [outputs, x.shape[1]!]),
      bias: weights.constant(`${tensor}.bias`, [outputs]),
      activation,
    });
  // Files of older Caffe have four dimensions here, of which the last two count.
  const hidden = (tensor: string) => weights.shapeOf(`${tensor}.weight`)?.at(-2) ?? usualHidden;
  const maps = addVgg16(net, weights, net.input('crops', [batch, 3, side, side]), { prefix: '', numbering: 'caffe' });
  const pooled = maxPool(net, 'pool5', maps, { kernel: 2, stride: 2 });
  const features = reshape(net, 'features', pooled, [batch, elementCount(pooled.shape.slice(1))]);
  const first = layer('fc6', 'fc6', features, hidden('fc6'), 'relu');
  const second = layer('fc7', 'fc7', first, hidden('fc7'), 'relu');
  return net.build([layer('fc8', 'score', second, 1, 'none')]);
}

/** @throws HyperIqaError WEIGHTS when these are not RankIQA's weights. */
export async function open(compiler: Compiler, { file, ...row }: OpenMetric): Promise<Metric> {
  const weights = weightsOf(file);
  request(weights);
  return new CropMetric(compiler, {
    ...row,
    protocol: randomCrops,
    input: bgrCrops(levels),
    largestBatch: usualBatch,
    hasFixedBatch: false,
    graph: (batch) => graph(weights, batch),
    describe: (_, scores) => ({ parts: { median: median(scores, []) } }),
  });
}
