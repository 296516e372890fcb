/**
 * Reads and writes safetensors: 8 bytes with the header's length, a JSON header {name: {dtype, shape, data_offsets}}, then the
 * values without gaps. Format: https://github.com/huggingface/safetensors#format
 */
import { HyperIqaError } from '../errors.ts';
import { counted } from '../printable.ts';
import { elementCount } from './element-count.ts';
import { joinLevels, levelTensors } from './levels.ts';
import { type ByteSource, bytesPerElement, type DType, type StoredTensor, type TensorFile } from './tensor-file.ts';

const dtypeNames: Readonly<Record<DType, string>> = {
  f64: 'F64',
  i64: 'I64',
  f32: 'F32',
  i32: 'I32',
  f16: 'F16',
  bf16: 'BF16',
  i16: 'I16',
  i8: 'I8',
  u8: 'U8',
  bool: 'BOOL',
};
const dtypes = new Map(Object.entries(dtypeNames).map(([dtype, name]) => [name, dtype as DType]));

/** Far above any header (a thousand tensors need 100 kB); limits what a hostile length can make us allocate. */
const longestHeader = 8 * 2 ** 20;

/**
 * Whether the file begins with a header length below 2^48 and an opening brace.
 * @param head at least the file's first nine bytes
 */
export function looksLikeSafetensors(head: Uint8Array): boolean {
  return head[8] === 0x7b && head[7] === 0 && head[6] === 0;
}

/** Reads the header; values are read on demand. @throws HyperIqaError FORMAT naming the tensor that is wrong. */
export async function openSafetensors(source: ByteSource): Promise<TensorFile> {
  const fail = (problem: string): never => {
    throw new HyperIqaError('FORMAT', `${source.name}: not a valid safetensors file: ${problem}.`);
  };
  if (source.size < 8) fail(`a header needs more than ${counted(source.size, 'byte')}`);
  const prefix = await source.read(0, 8);
  const length = Number(new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader || length > source.size - 8) {
    fail(
      `its header's length is given as ${counted(length, 'byte')}; the file has ${source.size}, and at most ${longestHeader} are allowed`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await source.read(8, length)));
  } catch (cause) {
    throw new HyperIqaError('FORMAT', `${source.name}: not a valid safetensors file: its header is not JSON.`, {
      cause,
    });
  }
  if (!isRecord(header)) return fail('its header is not a JSON object');

  const dataStart = 8 + length;
  const spans: { readonly name: string; readonly begin: number; readonly end: number }[] = [];
  const tensors = new Map<string, StoredTensor>();
  const opaque = new Map<string, string>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { type, dtype, shape, begin, end } = parseEntry(name, entry, fail);
    spans.push({ name, begin, end });
    if (dtype === undefined) opaque.set(name, type);
    else tensors.set(name, { name, dtype, shape, read: () => source.read(dataStart + begin, end - begin) });
  }
  let covered = 0;
  for (const { name, begin, end } of spans.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) fail(`tensor ${JSON.stringify(name)} begins at byte ${begin} instead of ${covered}`);
    covered = end;
  }
  if (dataStart + covered !== source.size) {
    fail(`its tensors end at byte ${dataStart + covered}, the file at ${source.size}; it is truncated or damaged`);
  }
  return {
    format: 'safetensors',
    metadata: parseMetadata(header.__metadata__, fail),
    tensors: joinLevels(tensors),
    opaque,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseMetadata(value: unknown, fail: (problem: string) => never): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value)) return fail('__metadata__ is not a JSON object');
  const texts: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') return fail(`__metadata__ ${JSON.stringify(key)} is not a string`);
    texts[key] = text;
  }
  return texts;
}

interface Entry {
  /** The type's name in the file. */
  readonly type: string;
  /** Undefined for an unsupported type, such as F8_E4M3. */
  readonly dtype: DType | undefined;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseEntry(name: string, entry: unknown, fail: (problem: string) => never): Entry {
  const quoted = JSON.stringify(name);
  if (!isRecord(entry)) return fail(`tensor ${quoted} has no description`);
  const type = entry.dtype;
  if (typeof type !== 'string') return fail(`tensor ${quoted} ${having('dtype', type)}`);
  const dtype = dtypes.get(type);
  const shape = Array.isArray(entry.shape) ? (entry.shape as readonly number[]) : undefined;
  const count = shape === undefined ? undefined : elementCount(shape);
  if (shape === undefined || count === undefined) {
    return fail(`tensor ${quoted} ${having('shape', entry.shape)}`);
  }
  const [begin, end]: unknown[] = Array.isArray(entry.data_offsets) ? entry.data_offsets : [];
  const length = (end as number) - (begin as number);
  const whole = Number.isSafeInteger(begin) && Number.isSafeInteger(end) && (begin as number) >= 0 && length >= 0;
  if (!whole || (dtype !== undefined && length !== count * bytesPerElement[dtype])) {
    return fail(`tensor ${quoted} of ${count} values of ${type} ${having('data_offsets', entry.data_offsets)}`);
  }
  return { type, dtype, shape, begin: begin as number, end: end as number };
}

function having(key: string, value: unknown): string {
  return value === undefined ? `has no ${key}` : `has the invalid ${key} ${JSON.stringify(value)}`;
}

/** A sequential output: a file, a list of chunks or a stream. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Writes tensors one by one, so that only one is in memory. The same tensors and metadata give the same bytes: large element
 * types come first (which aligns every tensor to its element size), and names are in code unit order within a type. A quantised
 * tensor is written as two, its bytes and its scale and minimum (see levels.ts).
 */
export async function writeSafetensors(
  tensors: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>>,
  sink: ByteSink,
): Promise<void> {
  const written = tensors.flatMap((tensor) => {
    return tensor.levels === undefined ? [tensor] : levelTensors(tensor.name, tensor.shape, tensor.levels);
  });
  const ordered = written.sort(
    (a, b) =>
      bytesPerElement[b.dtype] - bytesPerElement[a.dtype] || compare(a.dtype, b.dtype) || compare(a.name, b.name),
  );
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  const header: [string, unknown][] = [['__metadata__', Object.fromEntries(sortedMetadata)]];
  let offset = 0;
  for (const { name, dtype, shape } of ordered) {
    const end = offset + byteLength(name, dtype, shape);
    header.push([name, { dtype: dtypeNames[dtype], shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(text, 8);
  await sink.write(padded);
  for (const tensor of ordered) {
    const bytes = await tensor.read();
    const expected = byteLength(tensor.name, tensor.dtype, tensor.shape);
    if (bytes.length !== expected) {
      throw new HyperIqaError(
        'FORMAT',
        `${tensor.name}: expected ${counted(expected, 'byte')}, found ${bytes.length}.`,
      );
    }
    await sink.write(bytes);
  }
}

function byteLength(name: string, dtype: DType, shape: readonly number[]): number {
  const count = elementCount(shape);
  if (count === undefined) throw new HyperIqaError('FORMAT', `${name}: [${shape}] is not a tensor's shape.`);
  return count * bytesPerElement[dtype];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
