/**
 * Reads TensorFlow.js's weights: a JSON manifest, alone or in a model.json, and the files beside it that it names, which hold the
 * values of its tensors one after another. Values may be quantised to 8 or 16 bits with a scale and a minimum per tensor. Format:
 * io/types.ts of @tensorflow/tfjs-core (WeightsManifestConfig).
 */
import { HyperIqaError } from '../errors.ts';
import { counted, printable, shortened } from '../printable.ts';
import { elementCount } from './element-count.ts';
import { ofLevels, widened } from './levels.ts';
import { Shards } from './shards.ts';
import {
  type ByteSource,
  bytesPerElement,
  type DType,
  type LevelStep,
  type StoredTensor,
  type TensorFile,
} from './tensor-file.ts';

/** Far above any manifest (a hundred tensors need 20 kB); limits what is read at once. */
const largestManifest = 16 * 2 ** 20;
const mostTensors = 65_536;
/** Each is an open file; TensorFlow.js starts a new one after 4 MiB. */
const mostFiles = 256;
const longestFileName = 255;

const dtypes: ReadonlyMap<unknown, DType> = new Map([
  ['float32', 'f32'],
  ['float16', 'f16'],
  ['int32', 'i32'],
  ['uint8', 'u8'],
  ['bool', 'bool'],
]);

/** The beginning of a manifest, or of a model.json, which its first member identifies. */
const beginning =
  /^(\[\s*\{\s*"(weights|paths)"\s*:|\{\s*"(weightsManifest|modelTopology)"\s*:|\{\s*"format"\s*:\s*"(layers|graph)-model")/;

export function looksLikeTensorflowJs(head: Uint8Array): boolean {
  return beginning.test(new TextDecoder().decode(head).trimStart());
}

/**
 * Reads the manifest and opens the files beside it; values are read on demand. Quantised tensors are returned as float32.
 * @throws HyperIqaError FORMAT that says what is wrong, FILE when a file that it names is missing.
 */
export async function openTensorflowJs(source: ByteSource): Promise<TensorFile> {
  const reader = new Reader(source.name);
  if (source.size > largestManifest)
    reader.fail(`${source.size} bytes are more than the ${largestManifest} that are read`);
  const groups = reader.groups(await source.read(0, source.size));
  const names = groups.flatMap(({ files }) => files);
  if (names.length > mostFiles) reader.fail(`it names ${names.length} files, more than ${mostFiles}`);
  const { beside } = source;
  if (beside === undefined) {
    return reader.fail(
      `its values are in other files (${shown(names[0] ?? '')}), which cannot be reached from here. Convert it on the ` +
        'command line, with all files in one folder',
    );
  }
  const tensors = new Map<string, StoredTensor>();
  const parts: ByteSource[] = [];
  for (const { entries, files } of groups) {
    const opened: ByteSource[] = [];
    for (const name of files) opened.push(await beside(name));
    parts.push(...opened);
    const shards = new Shards(opened);
    let offset = 0;
    for (const entry of entries) {
      if (tensors.has(entry.name)) reader.fail(`two tensors are called ${shown(entry.name)}`);
      tensors.set(entry.name, tensorOf(entry, shards, offset));
      offset += byteLength(entry);
    }
    if (offset !== shards.size) {
      reader.fail(
        `its tensors take ${counted(offset, 'byte')}, and ${files.map(shown).join(', ')} have ${shards.size}`,
      );
    }
  }
  if (tensors.size === 0) reader.fail('it holds no tensors');
  return { format: 'tensorflow-js', metadata: {}, tensors, parts };
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** As stored. */
  readonly dtype: DType | 'u16';
  /** Null for values that are not quantised. */
  readonly quantisation: LevelStep | null;
}

interface Group {
  readonly entries: readonly Entry[];
  readonly files: readonly string[];
}

function byteLength({ count, dtype }: Entry): number {
  return count * (dtype === 'u16' ? 2 : bytesPerElement[dtype]);
}

function tensorOf(entry: Entry, shards: Shards, offset: number): StoredTensor {
  const { name, shape, dtype, quantisation } = entry;
  const read = () => shards.read(offset, byteLength(entry));
  if (dtype !== 'u16' && quantisation === null) return { name, shape, dtype, read };
  const step = quantisation!;
  if (dtype === 'u8') return ofLevels(name, shape, { read, step: async () => step });
  const widenedPairs = async () => {
    const bytes = await read();
    const pairs = new Uint16Array(entry.count);
    for (let i = 0; i < pairs.length; i++) pairs[i] = bytes[2 * i]! + 256 * bytes[2 * i + 1]!;
    return widened(pairs, step);
  };
  return { name, shape, dtype: 'f32', read: widenedPairs };
}

class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  fail(problem: string): never {
    throw new HyperIqaError('FORMAT', `${this.#file}: not a valid manifest of TensorFlow.js: ${problem}.`);
  }

  groups(bytes: Uint8Array): readonly Group[] {
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      return this.fail('it is not JSON');
    }
    const list = isRecord(json) ? json.weightsManifest : json;
    if (!Array.isArray(list)) return this.fail('it has no list of weights (weightsManifest)');
    let tensors = 0;
    return list.map((group: unknown): Group => {
      if (!isRecord(group) || !Array.isArray(group.weights) || !Array.isArray(group.paths)) {
        return this.fail('a group lacks its "weights" or its "paths"');
      }
      tensors += group.weights.length;
      if (tensors > mostTensors) this.fail(`it has more than ${mostTensors} tensors`);
      return {
        entries: group.weights.map((entry: unknown) => this.#entry(entry)),
        files: group.paths.map((path: unknown) => this.#fileName(path)),
      };
    });
  }

  #entry(entry: unknown): Entry {
    if (!isRecord(entry) || typeof entry.name !== 'string' || entry.name === '') {
      return this.fail('a tensor has no name');
    }
    const { name } = entry;
    const shape = Array.isArray(entry.shape) ? (entry.shape as readonly number[]) : undefined;
    const count = shape === undefined ? undefined : elementCount(shape);
    if (shape === undefined || count === undefined) {
      return this.fail(`the tensor ${shown(name)} has the shape ${shown(JSON.stringify(entry.shape) ?? 'none')}`);
    }
    return { name, shape, count, ...this.#stored(name, entry) };
  }

  #stored(name: string, { dtype: type, quantization }: Readonly<Record<string, unknown>>) {
    const dtype = dtypes.get(type);
    if (dtype === undefined)
      return this.fail(`the tensor ${shown(name)} is of type ${typeof type === 'string' ? shown(type) : 'none'}`);
    if (quantization === undefined) return { dtype, quantisation: null };
    const levels = isRecord(quantization) ? quantization : {};
    if (dtype === 'f32' && levels.dtype === 'float16') return { dtype: 'f16', quantisation: null } as const;
    const { scale, min } = levels;
    const isKnown = dtype === 'f32' && (levels.dtype === 'uint8' || levels.dtype === 'uint16');
    if (!isKnown || typeof scale !== 'number' || typeof min !== 'number') {
      return this.fail(
        `the tensor ${shown(name)} is quantised in an unknown way; known is float32 as float16, or as uint8 or uint16 ` +
          'with numbers "scale" and "min"',
      );
    }
    const largest = Math.max(Math.abs(min), Math.abs(min + scale * (levels.dtype === 'uint8' ? 255 : 65_535)));
    if (!Number.isFinite(Math.fround(largest))) {
      this.fail(`the tensor ${shown(name)} reaches ${largest}, beyond what float32 holds (3.4e38)`);
    }
    return { dtype: levels.dtype === 'uint8' ? 'u8' : 'u16', quantisation: { scale, min } } as const;
  }

  /** A file name in the manifest's own folder: an untrusted manifest must not reach other files. */
  #fileName(path: unknown): string {
    if (typeof path !== 'string') return this.fail('the name of a file is not a text');
    const isPlain = path !== '' && path !== '.' && path !== '..' && !/[/\\:\0]/.test(path);
    if (!isPlain || path.length > longestFileName) {
      this.fail(`it names the file ${shown(path)}; only files in its own folder are read`);
    }
    return path;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(text: string): string {
  return JSON.stringify(printable(shortened(text, 80)));
}
