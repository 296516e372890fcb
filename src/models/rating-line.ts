/**
 * For networks whose output is not on a scale of ratings: the file has a line that was fitted to it, as lists k and b beside the
 * weights, whose first entries belong to the score.
 */
import type { LinearLayer } from '../graph/operators/nn/linear.ts';
import { bell, type Distribution } from './distribution.ts';
import type { TensorSpec } from './layout.ts';
import { derived, type WeightSource } from './weight-source.ts';

const usualEntries = 3;

/** The linear layer `name` from [N,inputs] to [N,1] combined with the line after it: k * (w x + b') + b. */
export function onLine(weights: WeightSource, name: string, inputs: number): LinearLayer {
  const line = (list: string) => weights.constant(list, [weights.shapeOf(list)?.[0] ?? usualEntries]);
  const weight = weights.constant(`${name}.weight`, [1, inputs]);
  const bias = weights.constant(`${name}.bias`, [1]);
  const [slope, offset] = [line('k'), line('b')];
  return {
    weight: derived(`${weight.key} * ${slope.key}`, [1, inputs], [weight, slope], (values, [k]) =>
      values.map((value) => value * k!),
    ),
    bias: derived(`${bias.key} * ${slope.key} + ${offset.key}`, [1], [bias, slope, offset], ([value], [k], [b]) =>
      Float32Array.of(value! * k! + b!),
    ),
  };
}

/** Spreads scores over some tens of points around 50. */
export function lineDistribution({ name }: TensorSpec): Distribution | undefined {
  if (name === 'k') return bell(1, 10);
  return name === 'b' ? bell(1, 50) : undefined;
}
