/** FaceQnet's last layers, which are described only in the published files. */
import { type KerasModel, kerasModelOf } from '../../formats/keras-layers.ts';
import type { FileDescription, FileHead } from '../naming.ts';
import { faceQnetName } from './names.ts';

/** The key under which converted files store the activations of the last linear layers: `relu linear`. */
export const activationsKey = 'head_activations';

/** Where no file states them. */
export const usualActivations = 'relu linear';

/** Keras's names of activations, and those of graphs. */
const known = { linear: 'none', relu: 'relu', sigmoid: 'sigmoid', tanh: 'tanh' } as const;
type Known = keyof typeof known;

/** The activation of each linear layer, as a graph names it. */
export function activationsOf(words: string): readonly (typeof known)[Known][] {
  return words.split(' ').map((word) => known[word as Known] ?? 'none');
}

interface HeadLayer {
  readonly name: string;
  readonly activation: string;
}

/** Finds the linear layers at the end of a whole Keras model, whatever Keras named them. */
export function describeHead(file: FileHead): FileDescription {
  const model = kerasModelOf(file.metadata);
  if (model === undefined || typeof model === 'string') {
    const why = model ?? 'it holds weights alone';
    const refusal = `the activations of this network's last layers are known only from the published whole models, but ${why}. Get FaceQnet.h5 or FaceQnet_v1.h5 from its publishers.`;
    return { nameInFile: (tensor) => faceQnetName(tensor), facts: {}, refusal };
  }
  const layers = lastLinearLayers(model);
  const words = layers.map(({ activation }) => activation);
  const odd = words.find((word) => !(word in known));
  return {
    nameInFile: (tensor) =>
      faceQnetName(
        tensor,
        layers.map(({ name }) => name),
      ),
    facts: { [activationsKey]: words.join(' ') },
    ...(odd === undefined
      ? {}
      : { refusal: `the activation '${odd}' of its last layers is none of ${Object.keys(known).join(', ')}.` }),
  };
}

/** Layers between linear layers that do nothing at inference. */
const passed = new Set(['Dropout', 'Flatten', 'Reshape']);

function lastLinearLayers({ layers, output }: KerasModel): readonly HeadLayer[] {
  const found: HeadLayer[] = [];
  let behind = 'linear';
  let layer = layers.get(output);
  for (let seen = 0; layer !== undefined && seen < layers.size; seen++) {
    const activation = typeof layer.config.activation === 'string' ? layer.config.activation : 'linear';
    if (layer.kind === 'Dense') {
      found.unshift({ name: layer.name, activation: activation === 'linear' ? behind : activation });
      behind = 'linear';
    } else if (layer.kind === 'Activation') behind = activation;
    else if (!passed.has(layer.kind)) break;
    layer = layers.get(layer.inputs[0] ?? '');
  }
  return found;
}
