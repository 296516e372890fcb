/**
 * Reads the form that torch.save wrote before 1.6: five consecutive pickles (magic number, protocol version, system information,
 * the object, the keys of its storages), then for each key the number of values as int64, and the values. Reference:
 * torch/serialization.py, _legacy_save and _legacy_load.
 */
import { HyperIqaError } from '../errors.ts';
import { counted } from '../printable.ts';
import { unpickle } from './pickle.ts';
import { PickleTruncated } from './pickle-machine.ts';
import { PickleDict, PickleList, type PickleRules, type PickleValue } from './pickle-values.ts';
import { type Located, namedValues, numberLists, storedTensors } from './pytorch.ts';
import { pytorchRules } from './pytorch-rules.ts';
import type { Storage } from './pytorch-views.ts';
import { saveInByteOrder, saveWeightsAlone } from './remedies.ts';
import type { ByteSource, TensorFile } from './tensor-file.ts';

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/** The pickles' length is not stored, so they are parsed from the file's first bytes, then from increasingly many. */
const firstWindow = 2 ** 20;
const longestPickles = 64 * 2 ** 20;

export async function openPytorchLegacy(source: ByteSource): Promise<TensorFile> {
  const { root, keys, storages, end } = await readPickles(source);
  const offsets = await locateStorages(source, keys, storages, end);
  const locate = ({ storage }: { readonly storage: Storage }): Located =>
    offsets.get(storage.key) ?? 'a storage that is not in the file';
  return {
    format: 'pytorch-legacy',
    metadata: {},
    ...storedTensors(namedValues(root, source.name), locate, source),
    numbers: numberLists(root),
  };
}

interface Pickles {
  readonly root: PickleValue;
  readonly keys: readonly PickleValue[];
  readonly storages: ReadonlyMap<string, Storage>;
  /** The byte at which the values begin. */
  readonly end: number;
}

async function readPickles(source: ByteSource): Promise<Pickles> {
  for (let window = firstWindow; ; window *= 4) {
    const length = Math.min(window, source.size, longestPickles);
    const bytes = await source.read(0, length);
    try {
      return parsePickles(bytes, source.name);
    } catch (error) {
      if (!(error instanceof PickleTruncated) || length === source.size) throw error;
      if (length === longestPickles) {
        throw new HyperIqaError(
          'FORMAT',
          `${source.name}: it holds more than ${longestPickles} bytes beside its tensors, and no more are read. ` +
            `${saveWeightsAlone}.`,
          { cause: error },
        );
      }
    }
  }
}

function parsePickles(bytes: Uint8Array, fileName: string): Pickles {
  const fail = (problem: string): never => {
    throw new HyperIqaError('FORMAT', `${fileName}: not a valid PyTorch file of the form before 1.6: ${problem}.`);
  };
  const { rules, storages } = pytorchRules(fileName);
  const plain: PickleRules = {
    globals: new Map(),
    persistent: () => fail('a reference stands where there can be none'),
  };
  let end = 0;
  const next = (allowed: PickleRules): PickleValue => {
    const result = unpickle(bytes, end, allowed, fileName);
    end = result.end;
    return result.value;
  };
  if (next(plain) !== magicNumber) {
    fail(
      'it is a Python pickle, but not one of torch.save. If pickle.dump wrote it, load it in Python with pickle.load and ' +
        "save its state dict: torch.save(state_dict, 'file.pth')",
    );
  }
  const version = next(plain);
  if (version !== protocolVersion) {
    const found = typeof version === 'number' ? version : 'not a number';
    fail(`its version is ${found}; expected ${protocolVersion}`);
  }
  const system = next(plain);
  const littleEndian = system instanceof PickleDict ? system.entries.get('little_endian') : undefined;
  if (littleEndian !== true) fail(`its byte order is big-endian or unknown. ${saveInByteOrder}`);
  const root = next(rules);
  const keys = next(plain);
  if (!(keys instanceof PickleList)) return fail('its list of storages is missing');
  return { root, keys: keys.items, storages, end };
}

async function locateStorages(
  source: ByteSource,
  keys: readonly PickleValue[],
  storages: ReadonlyMap<string, Storage>,
  begin: number,
): Promise<ReadonlyMap<string, number>> {
  const offsets = new Map<string, number>();
  let position = begin;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined || offsets.has(storage.key)) {
      throw new HyperIqaError('FORMAT', `${source.name}: its list of storages has an unknown or repeated key.`);
    }
    const prefix = await source.read(position, 8);
    const count = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigInt64(0, true);
    if (storage.elementSize === undefined) {
      throw new HyperIqaError(
        'FORMAT',
        `${source.name}: storage ${storage.key} is of the unknown type ${storage.type}, so that the values behind it ` +
          `cannot be found. ${saveWeightsAlone}.`,
      );
    }
    const bytes = storage.length * storage.elementSize;
    position += 8;
    if (count !== BigInt(storage.length) || bytes > source.size - position) {
      throw new HyperIqaError(
        'FORMAT',
        `${source.name}: storage ${storage.key} needs ${counted(bytes, 'byte')} for ${counted(storage.length, 'value')}; it states ${count}, ` +
          `and ${counted(source.size - position, 'byte')} of the file remain. It is truncated or damaged: get it again.`,
      );
    }
    offsets.set(storage.key, position);
    position += bytes;
  }
  return offsets;
}
