/**
 * What the two containers of PyTorch share: the names a checkpoint may use, and the way from the unpickled objects to
 * named tensors. References: torch/_utils.py (_rebuild_*), torch/serialization.py (persistent ids).
 */
import { HyperIqaError } from '../errors.ts';
import { elementCount } from './element-count.ts';
import {
  PickleDict,
  PickleGlobal,
  PickleObject,
  type PickleRules,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';
import { readStrided } from './strided.ts';
import { type ByteSource, bytesPerElement, type DType, type StoredTensor } from './tensor-file.ts';

/** A block of values that tensors are views of. */
export class Storage extends PickleObject {
  protected readonly kind = 'storage';
  constructor(
    /** Its name in the container. */
    readonly key: string,
    readonly dtype: DType,
    /** Values in the whole block. */
    readonly length: number,
    /** The part of it that is meant, in values. */
    readonly first: number,
    readonly count: number,
  ) {
    super();
  }
}

export class TensorView extends PickleObject {
  protected readonly kind = 'tensor';
  constructor(
    readonly storage: Storage,
    /** In values, from the beginning of the storage's block. */
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }
}

const storageTypes: Readonly<Record<string, DType>> = {
  FloatStorage: 'f32',
  HalfStorage: 'f16',
  BFloat16Storage: 'bf16',
  DoubleStorage: 'f64',
  LongStorage: 'i64',
  IntStorage: 'i32',
  ShortStorage: 'i16',
  CharStorage: 'i8',
  ByteStorage: 'u8',
  BoolStorage: 'bool',
};

/** The rules for one file; `storages` collects every block that its pickle refers to. */
export function pytorchRules(fileName: string): {
  readonly rules: PickleRules;
  readonly storages: Map<string, Storage>;
} {
  const storages = new Map<string, Storage>();
  const fail = (problem: string): never => {
    throw new HyperIqaError('FORMAT', `${fileName}: not a sound PyTorch checkpoint: ${problem}.`);
  };
  const globals = new Map<string, PickleGlobal>();
  const dtypes = new Map<PickleValue, DType>();
  const allow = (name: string, call?: (args: readonly PickleValue[]) => PickleValue): PickleGlobal => {
    const global = new PickleGlobal(name, call);
    globals.set(name, global);
    return global;
  };
  allow('collections.OrderedDict', (args) => {
    if (args.length !== 0) fail('an OrderedDict has arguments');
    return new PickleDict();
  });
  allow('torch._utils._rebuild_tensor', (args) => rebuildTensor(args, fail));
  allow('torch._utils._rebuild_tensor_v2', (args) => rebuildTensor(args, fail));
  allow('torch._utils._rebuild_parameter', ([tensor]) =>
    tensor instanceof TensorView ? tensor : fail('a Parameter holds no tensor'),
  );
  for (const [type, dtype] of Object.entries(storageTypes)) dtypes.set(allow(`torch.${type}`), dtype);

  /** ('storage', type, key, location, length) and in the legacy form a view (key, offset, length) or None. */
  const persistent = (id: PickleValue): PickleValue => {
    const items = id instanceof PickleTuple ? id.items : [];
    const [kind, type, key, , length, view = null] = items;
    const dtype = dtypes.get(type ?? null);
    if (kind !== 'storage' || dtype === undefined || typeof key !== 'string' || !isCount(length)) {
      return fail('a reference in it is not one to a storage of a known type');
    }
    const known = storages.get(key);
    if (known !== undefined && (known.dtype !== dtype || known.length !== length)) {
      return fail(`storage ${JSON.stringify(key)} is described in two ways`);
    }
    const [, first = 0, count = length] = view instanceof PickleTuple ? view.items : [];
    if ((view !== null && !(view instanceof PickleTuple)) || !isCount(first) || !isCount(count)) {
      return fail(`the view of storage ${JSON.stringify(key)} is no (key, offset, length)`);
    }
    if (first + count > length) return fail(`a view of storage ${JSON.stringify(key)} leaves it`);
    const storage = new Storage(key, dtype, length, first, count);
    storages.set(key, storage);
    return storage;
  };
  return { rules: { globals, persistent }, storages };
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** (storage, offset, shape, strides, requires_grad, hooks, metadata), all lengths held against the storage's. */
function rebuildTensor(args: readonly PickleValue[], fail: (problem: string) => never): TensorView {
  const [storage, offset, size, stride, , , metadata] = args;
  const shape = size instanceof PickleTuple ? size.items : undefined;
  const strides = stride instanceof PickleTuple ? stride.items : undefined;
  if (!(storage instanceof Storage) || !isCount(offset) || shape === undefined || strides === undefined) {
    return fail('a tensor is not built of a storage, an offset, a shape and strides');
  }
  if (!shape.every(isCount) || !strides.every(isCount) || shape.length !== strides.length) {
    return fail('the shape and strides of a tensor are no counts of equal number');
  }
  if (metadata instanceof PickleDict && metadata.entries.size > 0) {
    return fail('a tensor is marked as negated or conjugated: save it with .clone()');
  }
  const count = elementCount(shape);
  if (count === undefined) return fail(`a tensor has the impossible shape [${shape}]`);
  const last = shape.reduce((sum, dim, axis) => sum + (dim - 1) * strides[axis]!, offset);
  if (count > 0 && !(last < storage.count)) {
    return fail(`a tensor of shape [${shape}], strides [${strides}] and offset ${offset} leaves its storage`);
  }
  return new TensorView(storage, storage.first + offset, shape, strides);
}

/** Where checkpoints keep their weights when these are not the whole file: pyiqa and others of its kind, Lightning, plain. */
const outerKeys = ['params', 'params_ema', 'state_dict', 'model'];

/**
 * The tensors of a state dict, or of the first of `outerKeys` that holds one; neighbours of other kinds are ignored.
 * Names are those of the network itself also where DataParallel saved it.
 */
export function namedTensors(root: PickleValue, fileName: string): ReadonlyMap<string, TensorView> {
  const outer = root instanceof PickleDict ? outerKeys.map((key) => root.entries.get(key) ?? null) : [];
  for (const candidate of [...outer, root]) {
    if (!(candidate instanceof PickleDict)) continue;
    const tensors = new Map<string, TensorView>();
    for (const [name, value] of candidate.entries) {
      if (typeof name === 'string' && value instanceof TensorView) tensors.set(name, value);
    }
    if (tensors.size > 0) return withoutParallelPrefix(tensors);
  }
  throw new HyperIqaError(
    'FORMAT',
    `${fileName}: a PyTorch file without a state dict: no tensors by name at its top or under ${outerKeys.join(', ')}.`,
  );
}

/** What DataParallel, PyTorch's training on several GPUs, puts before every name. */
const parallelPrefix = 'module.';

function withoutParallelPrefix(tensors: ReadonlyMap<string, TensorView>): ReadonlyMap<string, TensorView> {
  if (![...tensors.keys()].every((name) => name.startsWith(parallelPrefix))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(parallelPrefix.length), tensor]));
}

/** Binds views to the bytes; `offsets` tells where in the file each storage begins. */
export function storedTensors(
  views: ReadonlyMap<string, TensorView>,
  offsets: ReadonlyMap<string, number>,
  source: ByteSource,
): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, view] of views) {
    const { key, dtype } = view.storage;
    const begin = offsets.get(key);
    if (begin === undefined) {
      throw new HyperIqaError(
        'FORMAT',
        `${source.name}: storage ${JSON.stringify(key)} of ${name} is not in the file.`,
      );
    }
    const layout = { ...view, elementSize: bytesPerElement[dtype], name };
    tensors.set(name, { name, shape: view.shape, dtype, read: () => readStrided(source, begin, layout) });
  }
  return tensors;
}
