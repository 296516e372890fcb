/** Scores that are distributions: the probabilities that people rate a photo 1, 2, and so on. */
import type { GraphBuilder } from '../../graph/builder.ts';
import { globalAveragePool, linear, softmax } from '../../graph/layers.ts';
import type { Constant, Value } from '../../graph/tensor.ts';
import type { WeightSource } from '../weight-source.ts';

const usualRatings = 10;

/**
 * Adds the mean over positions, the layer `dense`, and outputs: 'classes' [N,10], the probabilities of ratings from 1, and
 * 'score' [N,1], their mean. A layer with a single output is the score itself.
 * @param maps [N,C,H,W]
 */
export function addOpinions(net: GraphBuilder, weights: WeightSource, maps: Value): readonly Value[] {
  const features = globalAveragePool(net, 'features', maps);
  const ratings = weights.shapeOf('dense.weight')?.[0] ?? usualRatings;
  const dense = (name: string) =>
    linear(net, name, features, {
      weight: weights.constant('dense.weight', [ratings, features.shape[1]!]),
      bias: weights.constant('dense.bias', [ratings]),
    });
  if (ratings === 1) return [dense('score')];
  const classes = softmax(net, 'classes', dense('dense'), 1);
  return [classes, linear(net, 'score', classes, { weight: numbersTo(ratings) })];
}

function numbersTo(count: number): Constant {
  return {
    key: `numbers from 1 to ${count}`,
    shape: [1, count],
    read: async () => Float32Array.from({ length: count }, (_, i) => i + 1),
  };
}

/** The distribution, `rated-1` and so on, and its standard deviation. */
export function partsOf(probabilities: ArrayLike<number>): Readonly<Record<string, number>> {
  const each = Array.from(probabilities);
  const mean = each.reduce((sum, probability, i) => sum + probability * (i + 1), 0);
  const variance = each.reduce((sum, probability, i) => sum + probability * (i + 1 - mean) ** 2, 0);
  const named = each.map((probability, i): [string, number] => [`rated-${i + 1}`, probability]);
  return { deviation: Math.sqrt(variance), ...Object.fromEntries(named) };
}
