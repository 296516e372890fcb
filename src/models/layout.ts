/** The tensors of a model, learnt by letting the model ask for them: a network is described once, by its graph. */
import type { Constant, Shape } from '../graph/tensor.ts';
import type { WeightSource } from './weight-source.ts';

/** A tensor that a model needs: its name in a converted file, and its shape, outermost first. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * Every tensor that `request` asks for, in that order, each once.
 * @param shapeOf what is known of a file's shapes, for models whose widths are their weights' own; a model takes its
 * usual widths where it gets undefined.
 * @param facts what is known of the network besides.
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

/** Weights whose keys are their names, and which have no values: for graphs that are looked at and not run. */
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
