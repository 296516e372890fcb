/**
 * Substitutes for the names of PyTorch with which a checkpoint builds its tensors; every other name stays opaque. References:
 * torch/_utils.py (_rebuild_*), torch/_tensor.py (_rebuild_from_type_v2), torch/serialization.py (persistent ids).
 */
import { HyperIqaError } from '../errors.ts';
import {
  depthOf,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleOpaque,
  type PickleRules,
  PickleTuple,
  type PickleValue,
} from './pickle-values.ts';
import { isCount, retyped, Storage, TensorView, viewOf } from './pytorch-views.ts';
import { bytesPerElement, type DType } from './tensor-file.ts';

const storageTypes: ReadonlyMap<string, DType> = new Map(
  Object.entries<DType>({
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
    UntypedStorage: 'u8',
    'storage.UntypedStorage': 'u8',
  }),
);

/** Bytes per value of types that are not supported: in the form before 1.6 they are needed to find the storages that follow. */
const unreadTypes: ReadonlyMap<string, number> = new Map(
  Object.entries<number>({
    ComplexFloatStorage: 8,
    ComplexDoubleStorage: 16,
    QInt8Storage: 1,
    QUInt8Storage: 1,
    QInt32Storage: 4,
    QUInt4x2Storage: 1,
    QUInt2x4Storage: 1,
  }),
);

const dtypeNames: ReadonlyMap<string, DType> = new Map(
  Object.entries<DType>({
    'torch.float64': 'f64',
    'torch.float32': 'f32',
    'torch.float16': 'f16',
    'torch.bfloat16': 'bf16',
    'torch.int64': 'i64',
    'torch.int32': 'i32',
    'torch.int16': 'i16',
    'torch.int8': 'i8',
    'torch.uint8': 'u8',
    'torch.bool': 'bool',
  }),
);

/** Tensor classes whose values are those of the tensor they wrap. */
const plainTensorClasses: ReadonlySet<string> = new Set([
  'torch.Tensor',
  'torch._tensor.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
  'fastai.torch_core.TensorBase',
]);

/** The rules for one file; `storages` collects every block that its pickle refers to. */
export function pytorchRules(fileName: string): {
  readonly rules: PickleRules;
  readonly storages: Map<string, Storage>;
} {
  const storages = new Map<string, Storage>();
  const fail = (problem: string): never => {
    throw new HyperIqaError('FORMAT', `${fileName}: not a valid PyTorch checkpoint: ${problem}.`);
  };
  const globals = new Map<string, PickleGlobal>();
  const allow = (name: string, call: (args: readonly PickleValue[]) => PickleValue) =>
    globals.set(name, new PickleGlobal(name, call));

  allow('collections.OrderedDict', ([items = new PickleList()]) => dictOf(items, fail));
  // Its first argument creates missing values, which are never requested here.
  allow('collections.defaultdict', ([, items = new PickleList()]) => dictOf(items, fail));
  allow('torch.Size', ([sizes = null]) => (sizes instanceof PickleTuple ? sizes : fail('a Size holds no tuple')));
  allow('torch._utils._rebuild_tensor', (args) => viewOf(args, fail));
  allow('torch._utils._rebuild_tensor_v2', (args) => viewOf(args, fail));
  allow('torch._utils._rebuild_tensor_v3', ([storage, offset, size, stride, , , dtype, metadata]) => {
    const known = dtype instanceof PickleGlobal ? dtypeNames.get(dtype.name) : undefined;
    if (known === undefined) return new PickleOpaque(dtype instanceof PickleGlobal ? dtype.name : 'torch.dtype');
    const block = storage instanceof Storage ? retyped(storage, known) : storage;
    return viewOf([block, offset, size, stride, null, null, metadata], fail);
  });
  const tensor = ([value = null]: readonly PickleValue[]): PickleValue =>
    value instanceof TensorView || value instanceof PickleOpaque ? value : fail('a Parameter holds no tensor');
  allow('torch._utils._rebuild_parameter', tensor);
  allow('torch._utils._rebuild_parameter_with_state', tensor);
  allow('torch.nn.parameter.Parameter', tensor);
  allow('torch._utils._rebuild_device_tensor_from_cpu_tensor', tensor);
  const fromType = ([make, type, args]: readonly PickleValue[]): PickleValue => {
    if (!(make instanceof PickleGlobal) || !(type instanceof PickleGlobal) || !(args instanceof PickleTuple)) {
      return fail('a tensor with attributes is not built from a function, a class and arguments');
    }
    if (!plainTensorClasses.has(type.name)) return new PickleOpaque(type.name);
    return make.call === undefined ? new PickleOpaque(make.name) : make.call(args.items);
  };
  allow('torch._tensor._rebuild_from_type_v2', fromType);
  allow('torch._tensor._rebuild_from_type', fromType);

  /** ('storage', type, key, location, length), followed in the legacy form by a view (key, offset, length) or None. */
  const persistent = (id: PickleValue): PickleValue => {
    const items = id instanceof PickleTuple ? id.items : [];
    const [kind, type, key, , length, view = null] = items;
    // The form before 1.6 stores the classes of whole models in this way, with their source code.
    if (kind === 'module' && type instanceof PickleGlobal) return new PickleGlobal(type.name);
    if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string' || !isCount(length)) {
      return fail('a reference in it is not one to a storage');
    }
    const known = storages.get(key);
    if (known !== undefined && (known.type !== type.name || known.length !== length)) {
      return fail(`storage ${JSON.stringify(key)} is described in two ways`);
    }
    const [, first = 0, count = length] = view instanceof PickleTuple ? view.items : [];
    if ((view !== null && !(view instanceof PickleTuple)) || !isCount(first) || !isCount(count)) {
      return fail(`the view of storage ${JSON.stringify(key)} is not (key, offset, length)`);
    }
    if (first + count > length) return fail(`a view of storage ${JSON.stringify(key)} leaves it`);
    const short = type.name.replace(/^torch\./, '');
    const dtype = storageTypes.get(short);
    const elementSize = dtype === undefined ? unreadTypes.get(short) : bytesPerElement[dtype];
    const storage = new Storage(key, type.name, dtype, elementSize, length, first, count);
    storages.set(key, storage);
    return storage;
  };
  return { rules: { globals, persistent }, storages };
}

/** The argument of OrderedDict and defaultdict: a dict, or (Python 2) a list of pairs. */
function dictOf(items: PickleValue, fail: (problem: string) => never): PickleDict {
  if (items instanceof PickleDict) return items;
  const dict = new PickleDict();
  dict.depth = depthOf(items);
  const pairs =
    items instanceof PickleList || items instanceof PickleTuple ? items.items : fail('a dict is not made of pairs');
  for (const pair of pairs) {
    const isPair = (pair instanceof PickleList || pair instanceof PickleTuple) && pair.items.length === 2;
    if (!isPair) return fail('a dict is made of something that is not a pair');
    dict.entries.set(pair.items[0]!, pair.items[1]!);
  }
  return dict;
}
