/** WaDIQaM's network for patches: ten convolutions, and two linear layers each for quality and weight. */
import type { GraphBuilder } from '../../graph/builder.ts';
import { conv2d, linear, maxPool, reshape } from '../../graph/layers.ts';
import type { Value } from '../../graph/tensor.ts';
import { weightedMean } from '../aggregation.ts';
import type { WeightSource } from '../weight-source.ts';

const widths = [32, 64, 128, 256, 512];
const features = 512;

/** Pairs of convolutions with ReLU, each halved: [N,3,32,32] to [N,512]. */
export function addPatchFeatures(net: GraphBuilder, weights: WeightSource, patches: Value): Value {
  const maps = widths.reduce((input, width, stage) => {
    const conv = (x: Value, number: number) =>
      conv2d(net, `conv${number}`, x, {
        weight: weights.constant(`conv${number}.weight`, [width, x.shape[1]!, 3, 3]),
        bias: weights.constant(`conv${number}.bias`, [width]),
        padding: 1,
        activation: 'relu',
      });
    const pair = conv(conv(input, 2 * stage + 1), 2 * stage + 2);
    return maxPool(net, `pool${stage + 1}`, pair, { kernel: 2, stride: 2 });
  }, patches);
  return reshape(net, 'features', maps, [patches.shape[0]!, features]);
}

/** The names of a branch's two layers. */
export interface Branches {
  readonly quality: readonly [string, string];
  readonly weight: readonly [string, string];
}

/**
 * Output 'score' [N,1], and 'weight' [N,1] unless the weights lack that branch (DIQaM), so that patches have equal weights.
 * @param isPatchwise whether patches have equal weights even if the weights have that branch.
 */
export function addBranches(
  net: GraphBuilder,
  weights: WeightSource,
  x: Value,
  branches: Branches,
  isPatchwise: boolean,
): readonly Value[] {
  const layer = (tensor: string, name: string, input: Value, outputs: number, activation: 'relu' | 'none') =>
    linear(net, name, input, {
      weight: weights.constant(`${tensor}.weight`, [outputs, input.shape[1]!]),
      bias: weights.constant(`${tensor}.bias`, [outputs]),
      activation,
    });
  const branch = ([first, second]: readonly [string, string], name: string, activation: 'relu' | 'none') =>
    layer(second, name, layer(first, first, x, features, 'relu'), 1, activation);
  const score = branch(branches.quality, 'score', 'none');
  const has = (tensor: string) => weights.shapeOf(`${tensor}.weight`) !== undefined;
  const hasNoWeights = has(branches.quality[0]) && !has(branches.weight[0]);
  return isPatchwise || hasNoWeights ? [score] : [score, branch(branches.weight, 'weight', 'relu')];
}

/** Avoids a division by 0 where all patches have weight 0; the references add it to every weight. */
const leastWeight = 1e-6;

export const weighted: typeof weightedMean = (scores, weights) =>
  weightedMean(
    scores,
    weights.map((weight) => weight + leastWeight),
  );
