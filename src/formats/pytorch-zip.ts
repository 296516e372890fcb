/**
 * Reads the form that torch.save writes since 1.6: a zip file of stored entries in one folder: data.pkl, byteorder, data/<key>.
 * Reference: torch/serialization.py, _save and _load.
 */
import { HyperIqaError } from '../errors.ts';
import { counted } from '../printable.ts';
import { unpickle } from './pickle.ts';
import { type Located, namedValues, numberLists, storedTensors } from './pytorch.ts';
import { pytorchRules } from './pytorch-rules.ts';
import { saveInByteOrder, saveWeightsAlone } from './remedies.ts';
import type { ByteSource, TensorFile } from './tensor-file.ts';
import { locateEntry, type ZipEntry } from './zip.ts';

/** A pickle holds everything but tensors, which includes NumPy arrays with their values. */
const longestPickle = 64 * 2 ** 20;

/** @param entries the directory of the zip file. */
export async function openPytorchZip(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>): Promise<TensorFile> {
  const fail = (problem: string): never => {
    throw new HyperIqaError('FORMAT', `${source.name}: not a valid PyTorch file: ${problem}.`);
  };
  const pickles = [...entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    return fail(`it is a zip file with ${pickles.length} entries NAME/data.pkl, where PyTorch has one`);
  }
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) {
    fail(`it is a TorchScript archive, which holds code. ${saveWeightsAlone}`);
  }
  const read = async (entry: ZipEntry, limit: number): Promise<Uint8Array> => {
    if (entry.size > limit)
      fail(`${entry.name} has ${entry.size} bytes, of which ${limit} are read. ${saveWeightsAlone}`);
    return source.read(await locateEntry(source, entry), entry.size);
  };
  const byteOrder = entries.get(`${folder}byteorder`);
  if (byteOrder !== undefined) {
    const order = new TextDecoder().decode(await read(byteOrder, 16));
    if (order !== 'little') fail(`its byte order is ${JSON.stringify(order)}. ${saveInByteOrder}`);
  }
  const { rules, storages } = pytorchRules(source.name);
  const { value } = unpickle(await read(pickle, longestPickle), 0, rules, source.name);
  const values = namedValues(value, source.name);
  const located = new Map<string, Located>();
  for (const { storage } of values.views.values()) {
    if (located.has(storage.key)) continue;
    const { length, elementSize = 0 } = storages.get(storage.key)!;
    const bytes = length * elementSize;
    const entry = entries.get(`${folder}data/${storage.key}`);
    // PyTorch omits the data of tensors on the device "meta".
    if (entry?.size !== bytes) {
      const found = entry === undefined ? 'not there' : counted(entry.size, 'byte');
      located.set(storage.key, `a storage that should have ${counted(bytes, 'byte')} and is ${found}`);
    } else {
      located.set(storage.key, await locateEntry(source, entry));
    }
  }
  return {
    format: 'pytorch-zip',
    metadata: {},
    ...storedTensors(values, ({ storage }) => located.get(storage.key)!, source),
    numbers: numberLists(value),
  };
}
