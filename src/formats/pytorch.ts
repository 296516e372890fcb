/** Turns the unpickled objects of a PyTorch checkpoint into named tensors. */
import { HyperIqaError } from '../errors.ts';
import { PickleDict, PickleGlobal, PickleList, PickleOpaque, PickleTuple, type PickleValue } from './pickle-values.ts';
import { Storage, TensorView } from './pytorch-views.ts';
import { remedyFor, saveWeightsAlone } from './remedies.ts';
import { readStrided } from './strided.ts';
import { type ByteSource, bytesPerElement, type StoredTensor } from './tensor-file.ts';

export interface NamedValues {
  readonly views: ReadonlyMap<string, TensorView>;
  /** Values that were not built: by name, what would build each. */
  readonly opaque: ReadonlyMap<string, string>;
}

/** In characters, far above any module path. Names are joined from nested keys, so they could grow quadratically. */
const longestName = 512;

/**
 * Every tensor in nested dicts, lists and tuples, named by its keys joined with dots: `state_dict.res.conv1.weight`. A tensor
 * that occurs several times takes its outermost name; a second tensor of the same name gets a number appended.
 * @throws HyperIqaError FORMAT when there is no tensor; the message says what is there instead.
 */
export function namedValues(root: PickleValue, fileName: string): NamedValues {
  const views = new Map<string, TensorView>();
  const opaque = new Map<string, string>();
  const distinct = distinctNames();
  const seen = new Set<PickleValue>();
  const queue: { readonly name: string; readonly value: PickleValue }[] = [{ name: '', value: root }];
  // The queue grows during the loop, so that outer values come first; no value is visited twice.
  for (const { name, value } of queue) {
    if (value instanceof TensorView) views.set(distinct(name), value);
    else if (value instanceof PickleOpaque) opaque.set(distinct(name), value.origin);
    else if (value instanceof Storage) opaque.set(distinct(name), value.type);
    else if (value instanceof PickleGlobal) opaque.set(distinct(name), value.name);
    if (seen.has(value) || name.length > longestName) continue;
    const inner = entriesOf(value);
    if (inner === undefined) continue;
    seen.add(value);
    for (const [key, item] of inner) {
      if (typeof item !== 'object' || item === null) continue;
      queue.push({ name: name === '' ? String(key) : `${name}.${String(key)}`, value: item });
    }
  }
  if (views.size === 0) throw withoutTensors(opaque, fileName);
  return { views, opaque };
}

function entriesOf(value: PickleValue): Iterable<readonly [string | number, PickleValue]> | undefined {
  if (value instanceof PickleList || value instanceof PickleTuple) return value.items.entries();
  if (!(value instanceof PickleDict)) return undefined;
  return [...value.entries].filter((entry): entry is [string | number, PickleValue] => {
    const [key] = entry;
    return typeof key === 'number' || (typeof key === 'string' && key.length <= longestName);
  });
}

/** Makes names unique: the second value of a name gets " (2)" appended. */
function distinctNames(): (name: string) => string {
  const given = new Map<string, number>();
  return (name) => {
    const number = (given.get(name) ?? 0) + 1;
    given.set(name, number);
    return number === 1 ? name : `${name} (${number})`;
  };
}

function withoutTensors(opaque: ReadonlyMap<string, string>, fileName: string): HyperIqaError {
  const [first] = opaque;
  if (first === undefined) {
    return new HyperIqaError(
      'FORMAT',
      `${fileName}: a PyTorch file without a tensor, so no state dict. ${saveWeightsAlone}.`,
    );
  }
  const [name, origin] = first;
  const what = name === '' ? 'it is' : `${JSON.stringify(name)} is`;
  return new HyperIqaError(
    'FORMAT',
    `${fileName}: a PyTorch file without a tensor: ${what} what ${origin} makes, as in a file of a whole model ` +
      `(torch.save(model)). ${remedyFor(origin)}`,
  );
}

/** The longest list of numbers that is taken for training settings. */
const longestList = 64;

/** The lists and tuples in the outermost dict that hold only numbers, by key. */
export function numberLists(root: PickleValue): ReadonlyMap<string, StoredTensor> {
  const lists = new Map<string, StoredTensor>();
  if (!(root instanceof PickleDict)) return lists;
  for (const [name, value] of root.entries) {
    if (typeof name !== 'string' || !(value instanceof PickleList || value instanceof PickleTuple)) continue;
    const { items } = value;
    if (items.length === 0 || items.length > longestList || !items.every((item) => typeof item === 'number')) continue;
    const values = Float64Array.from(items);
    const read = async () => new Uint8Array(values.buffer.slice(0));
    lists.set(name, { name, shape: [values.length], dtype: 'f64', read });
  }
  return lists;
}

/** Where a storage's values begin in the file, or a string that says why they cannot be read. */
export type Located = number | string;

/** Binds views to the file's bytes. A tensor whose storage cannot be read becomes opaque. */
export function storedTensors(
  { views, opaque }: NamedValues,
  locate: (view: TensorView) => Located,
  source: ByteSource,
): { readonly tensors: ReadonlyMap<string, StoredTensor>; readonly opaque: ReadonlyMap<string, string> } {
  const tensors = new Map<string, StoredTensor>();
  const unread = new Map(opaque);
  for (const [name, view] of views) {
    const { dtype, shape } = view;
    const begin = locate(view);
    if (typeof begin === 'string') {
      unread.set(name, begin);
      continue;
    }
    const layout = { ...view, elementSize: bytesPerElement[dtype], name };
    tensors.set(name, { name, shape, dtype, read: () => readStrided(source, begin, layout) });
  }
  return { tensors, opaque: unread };
}
