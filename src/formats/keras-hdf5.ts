/**
 * Reads Keras's HDF5 files: weights (`save_weights`), and whole models, which hold their weights in the group `model_weights` and
 * their layers as JSON. The attributes `layer_names` and `weight_names` say which datasets are weights: the weight
 * `conv1/7x7_s2/kernel:0` of the layer `conv1/7x7_s2` is the dataset `/conv1/7x7_s2/conv1/7x7_s2/kernel:0`, and is named
 * `conv1/7x7_s2/kernel` here.
 */
import { printable, shortened } from '../printable.ts';
import type { Hdf5File, Message } from './hdf5-file.ts';
import { datasetOf, textsOf } from './hdf5-values.ts';
import type { StoredTensor, TensorFile } from './tensor-file.ts';

/** The greatest number of parts of a list of names, which is 64 MB of names. */
const mostParts = 1000;

/** Attributes of the root group that distinguish Keras's files from others. */
const marks = ['layer_names', 'layer_names0', 'keras_version', 'backend', 'model_config'];

export async function isOfKeras(file: Hdf5File, root: readonly Message[]): Promise<boolean> {
  for (const mark of marks) if ((await textsOf(file, root, mark)) !== undefined) return true;
  return false;
}

/**
 * Reads names and shapes; values are read on demand. For a whole model, `metadata.model_config` holds its layers as JSON.
 * @throws HyperIqaError FORMAT that says what is wrong.
 */
export async function openKerasHdf5(file: Hdf5File, root: readonly Message[]): Promise<TensorFile> {
  const config = (await textsOf(file, root, 'model_config'))?.[0];
  const inside = (await file.members(root))?.get('model_weights');
  const weights = inside === undefined ? root : await file.messages(inside);
  const layers = await listOf(file, weights, 'layer_names');
  if (layers === undefined) {
    return file.fail("it has no list of Keras's layers (layer_names): save it by Keras's model.save('file.h5')");
  }
  const tensors = new Map<string, StoredTensor>();
  const opaque = new Map<string, string>();
  for (const layer of layers) {
    const messages = await find(file, weights, layer);
    for (const path of (await listOf(file, messages, 'weight_names')) ?? []) {
      const name = path.replace(/:\d+$/, '');
      if (tensors.has(name) || opaque.has(name)) file.fail(`two weights are called ${shown(name)}`);
      const dataset = datasetOf(file, await find(file, messages, path));
      if (typeof dataset === 'string') opaque.set(name, dataset);
      else tensors.set(name, { name, ...dataset });
    }
  }
  if (tensors.size === 0) file.fail('it holds no weights');
  return { format: 'keras-hdf5', metadata: config === undefined ? {} : { model_config: config }, tensors, opaque };
}

/** Reads a list of names. Keras splits a list of more than 64 KB into attributes `NAME0`, `NAME1` and so on. */
async function listOf(
  file: Hdf5File,
  messages: readonly Message[],
  name: string,
): Promise<readonly string[] | undefined> {
  const whole = await textsOf(file, messages, name);
  if (whole !== undefined) return whole;
  const parts: (readonly string[])[] = [];
  for (let i = 0; i < mostParts; i++) {
    const part = await textsOf(file, messages, `${name}${i}`);
    if (part === undefined) break;
    parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.flat();
}

/** The object at a path below a group. */
async function find(file: Hdf5File, group: readonly Message[], path: string): Promise<readonly Message[]> {
  let messages = group;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const address = (await file.members(messages))?.get(name);
    if (address === undefined) return file.fail(`there is no ${shown(path)}, which its lists name`);
    messages = await file.messages(address);
  }
  return messages;
}

function shown(name: string): string {
  return JSON.stringify(printable(shortened(name, 80)));
}
