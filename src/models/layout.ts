/** Finds the tensors of a model by recording what it requests, so that a network is described only once, by its graph. */
import type { Constant, Shape } from '../graph/tensor.ts';
import type { WeightSource } from './weight-source.ts';

/** A tensor that a model needs: its name in a converted file, and its shape, outermost first. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * Every tensor that `request` requests, in that order and without repetitions.
 * @param shapeOf known shapes of a file, for models whose widths depend on the weights; for undefined a model uses its usual
 * widths.
 * @param facts what else is known of the network.
 */
export function layoutOf(
  request: (weights: WeightSource) => void,
  shapeOf: (name: string) => Shape | undefined = () => undefined,
  facts: Readonly<Record<string, string>> = {},
): readonly TensorSpec[] {
  const specs = new Map<string, TensorSpec>();
  const weights = namedWeights(shapeOf, facts);
  request({
    ...weights,
    constant(name, shape): Constant {
      specs.set(name, { name, shape });
      return weights.constant(name, shape);
    },
  });
  return [...specs.values()];
}

/** Weights without values, whose keys are their names: for graphs that are examined and not run. */
export function namedWeights(
  shapeOf: (name: string) => Shape | undefined,
  facts: Readonly<Record<string, string>>,
): WeightSource {
  return {
    shapeOf,
    fact: (key) => facts[key],
    constant: (name, shape) => ({
      key: name,
      shape,
      read: () => Promise.reject(new Error(`${name}: a layout has no values`)),
    }),
  };
}
