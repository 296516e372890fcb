/** Whether a whole Keras model is the network that its weights' names and shapes make it look like. */
import { kerasModelOf } from '../formats/keras-layers.ts';
import type { FileHead } from './naming.ts';

/** What no shape tells. */
export interface KerasExpectations {
  /** Of all normalisations. */
  readonly epsilon: number;
  /** Of the last layer. */
  readonly activation: 'softmax' | 'linear';
  /** Of a layer with a kernel, by Keras's name; undefined for one that the network does not have. */
  strideOf(layer: string): number | undefined;
}

/** A sentence that says what is otherwise; undefined where nothing is, and of a file of weights alone. */
export function kerasRefusal({ metadata }: FileHead, expected: KerasExpectations): string | undefined {
  const model = kerasModelOf(metadata);
  if (model === undefined) return undefined;
  if (typeof model === 'string') return `of this whole model ${model}.`;
  for (const { name, config } of model.layers.values()) {
    const { epsilon, strides } = config;
    if (typeof epsilon === 'number' && epsilon !== expected.epsilon) {
      return `its layer ${name} adds ${epsilon} to variances, this network ${expected.epsilon}.`;
    }
    const stride = 'filters' in config || 'depth_multiplier' in config ? expected.strideOf(name) : undefined;
    if (stride !== undefined && String(strides) !== `${stride},${stride}`) {
      return `its layer ${name} has strides of ${strides}, in this network of ${stride}.`;
    }
  }
  const last = model.layers.get(model.output)!;
  if (last.config.activation === expected.activation) return undefined;
  return `its last layer ${last.name} ends in ${last.config.activation}, in this network in ${expected.activation}.`;
}
