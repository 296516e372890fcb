/**
 * The form of torch.save since 1.6: a zip of stored entries under one folder: data.pkl, byteorder, data/<key>.
 * Reference: torch/serialization.py, _save and _load.
 */
import { HyperIqaError } from '../errors.ts';
import { unpickle } from './pickle.ts';
import { namedTensors, pytorchRules, storedTensors } from './pytorch.ts';
import { type ByteSource, bytesPerElement, type TensorFile } from './tensor-file.ts';
import { locateEntry, readZipDirectory, type ZipEntry } from './zip.ts';

const longestPickle = 16 * 2 ** 20;

export async function openPytorchZip(source: ByteSource): Promise<TensorFile> {
  const fail = (problem: string): never => {
    throw new HyperIqaError('FORMAT', `${source.name}: not a sound PyTorch file: ${problem}.`);
  };
  const entries = await readZipDirectory(source);
  const pickles = [...entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    return fail(`it is a zip file with ${pickles.length} entries NAME/data.pkl, where PyTorch has one`);
  }
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) {
    fail('it is a TorchScript archive, which holds code; save the weights with torch.save(model.state_dict(), file)');
  }
  const read = async (entry: ZipEntry, limit: number): Promise<Uint8Array> => {
    if (entry.size > limit) fail(`${entry.name} has ${entry.size} bytes, and ${limit} are allowed`);
    return source.read(await locateEntry(source, entry), entry.size);
  };
  const byteOrder = entries.get(`${folder}byteorder`);
  if (byteOrder !== undefined) {
    const order = new TextDecoder().decode(await read(byteOrder, 16));
    if (order !== 'little') fail(`its byte order is ${JSON.stringify(order)}; save it on a little-endian machine`);
  }
  const { rules, storages } = pytorchRules(source.name);
  const { value } = unpickle(await read(pickle, longestPickle), 0, rules, source.name);
  const views = namedTensors(value, source.name);
  const offsets = new Map<string, number>();
  for (const { storage } of views.values()) {
    if (offsets.has(storage.key)) continue;
    const entry = entries.get(`${folder}data/${storage.key}`);
    const bytes = storages.get(storage.key)!.length * bytesPerElement[storage.dtype];
    if (entry === undefined || entry.size !== bytes) {
      return fail(
        `storage ${JSON.stringify(storage.key)} should have ${bytes} bytes and ${entry === undefined ? 'is missing' : `has ${entry.size}`}`,
      );
    }
    offsets.set(storage.key, await locateEntry(source, entry));
  }
  return { format: 'pytorch-zip', metadata: {}, tensors: storedTensors(views, offsets, source) };
}
