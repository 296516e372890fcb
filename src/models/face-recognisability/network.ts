/** The recognition network, a small head that reads its maps, and the embeddings of its features under dropout. */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, constant, linear, multiply, reduce } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { chipSide } from '../../image/face-chip.ts';
import { addDescriptorNetwork, descriptorLength, descriptorWeight } from '../backbones/face-descriptor.ts';
import { addStochasticEmbeddings } from '../stochastic-embedding.ts';
import type { WeightSource } from '../weight-source.ts';

/** The last blocks of each width that keep the size: from edges to faces. */
const readBlocks = ['conv32_3', 'conv64_3', 'conv128_2', 'conv256_2'];

/** The head's hidden width, where the weights do not determine it. */
const usualHidden = 48;

/** As in SER-FIQ; the probability is the paper's. */
const dropout = { probability: 0.5, repeats: 100, seed: 0 };

/**
 * Input 'crops' [N,3,150,150]. Outputs 'score' [N,1], 0 to 100, and 'embeddings' [100 N,128], those of each face consecutively.
 */
export function recognisabilityGraph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const { blocks, features } = addDescriptorNetwork(net, weights, net.input('crops', [batch, 3, chipSide, chipSide]));
  const means = readBlocks.map((name) => reduce(net, `${name}.mean`, blocks.get(name)!, 'mean', [2, 3]));
  const deviations = readBlocks.map((name) => reduce(net, `${name}.deviation`, blocks.get(name)!, 'deviation', [2, 3]));
  const statistics = concat(net, 'statistics', [...means, ...deviations], 1);
  const layer = (name: string, x: Value, outputs: number) => ({
    weight: weights.constant(`${name}.weight`, [outputs, x.shape[1]]),
    bias: weights.constant(`${name}.bias`, [outputs]),
  });
  const size = weights.shapeOf('head.hidden.weight')?.[0] ?? usualHidden;
  const hidden = linear(net, 'head.hidden', statistics, {
    ...layer('head.hidden', statistics, size),
    activation: 'relu',
  });
  const share = linear(net, 'share', hidden, { ...layer('head.score', hidden, 1), activation: 'sigmoid' });
  const hundred = constant(net, 'hundred', { key: 'hundred', shape: [1], read: async () => Float32Array.of(100) });
  const score = multiply(net, 'score', share, hundred);
  const weight = descriptorWeight(weights, features);
  return net.build([score, addStochasticEmbeddings(net, 'embeddings', features, { weight, ...dropout })]);
}

/** Input 'crops' [N,3,150,150]. Output 'descriptors' [N,128]. */
export function descriptorGraph(weights: WeightSource, batch: number): Graph {
  const net = new GraphBuilder();
  const { features } = addDescriptorNetwork(net, weights, net.input('crops', [batch, 3, chipSide, chipSide]));
  return net.build([linear(net, 'descriptors', features, { weight: descriptorWeight(weights, features) })]);
}

export const embeddingLength = descriptorLength;
