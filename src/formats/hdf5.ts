/**
 * Reads HDF5 weight files: Keras's, which list their weights, and those of other programs, such as Chainer's `save_hdf5`, where
 * every dataset is a weight, named by its path: `conv1/W`.
 */
import { Hdf5File, type Message } from './hdf5-file.ts';
import { datasetOf } from './hdf5-values.ts';
import { isOfKeras, openKerasHdf5 } from './keras-hdf5.ts';
import type { ByteSource, StoredTensor, TensorFile } from './tensor-file.ts';

/** The greatest nesting of groups; no program writes as many. */
const mostLevels = 32;

/** Reads names and shapes; values are read on demand. @throws HyperIqaError FORMAT that says what is wrong. */
export async function openHdf5(source: ByteSource): Promise<TensorFile> {
  const file = new Hdf5File(source);
  const root = await file.messages(await file.root());
  return (await isOfKeras(file, root)) ? openKerasHdf5(file, root) : openTree(file, root);
}

async function openTree(file: Hdf5File, root: readonly Message[]): Promise<TensorFile> {
  const tensors = new Map<string, StoredTensor>();
  const opaque = new Map<string, string>();
  /** Hard links can make a group a member of several groups, even of itself. */
  const seen = new Set<number>();
  const walk = async (messages: readonly Message[], path: readonly string[]): Promise<void> => {
    if (path.length > mostLevels) file.fail(`it has more than ${mostLevels} groups inside one another`);
    const members = await file.members(messages);
    if (members === undefined) {
      const name = path.join('/');
      const dataset = datasetOf(file, messages);
      if (typeof dataset === 'string') opaque.set(name, dataset);
      else tensors.set(name, { name, ...dataset });
      return;
    }
    for (const [name, address] of members) {
      if (seen.has(address)) continue;
      seen.add(address);
      await walk(await file.messages(address), [...path, name]);
    }
  };
  await walk(root, []);
  if ([...tensors.keys()].some((name) => /(^|\/)vars\/\d+$/.test(name))) {
    file.fail("it holds the weights of Keras 3 (.weights.h5): load it in Keras and save it by model.save('file.h5')");
  }
  if (tensors.size === 0) file.fail('it holds no weights');
  return { format: 'hdf5', metadata: {}, tensors, opaque };
}
