import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { unpickle } from '../../src/formats/pickle.ts';
import { PickleTruncated } from '../../src/formats/pickle-machine.ts';
import {
  type PickleDict,
  PickleGlobal,
  type PickleList,
  PickleOpaque,
  type PickleValue,
} from '../../src/formats/pickle-values.ts';
import { pytorchRules } from '../../src/formats/pytorch-rules.ts';
import type { TensorView } from '../../src/formats/pytorch-views.ts';

/** A pickle of raw opcodes and texts between PROTO 2 and STOP. */
function pickle(...parts: readonly (number | string)[]): Uint8Array {
  const bytes = parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)]));
  return Uint8Array.from([0x80, 2, ...bytes, 0x2e]);
}

function load(bytes: Uint8Array): PickleValue {
  return unpickle(bytes, 0, pytorchRules('file').rules, 'file').value;
}

function refused(bytes: Uint8Array, part: string): void {
  assert.throws(
    () => load(bytes),
    (error: unknown) => error instanceof HyperIqaError && error.code === 'FORMAT' && error.message.includes(part),
    `expected a refusal with "${part}"`,
  );
}

const text = (value: string) => ['X', value.length, 0, 0, 0, value] as const;
const storage = (length: number, key = '0') =>
  [
    '(',
    ...text('storage'),
    'ctorch\nFloatStorage\n',
    ...text(key),
    ...text('cuda:0'),
    'M',
    length & 255,
    length >> 8,
    't',
    'Q',
  ] as const;
const [EMPTY_TUPLE, EMPTY_DICT, EMPTY_LIST, REDUCE, BUILD, MARK] = [')', '}', ']', 'R', 'b', '('];
const TUPLE1 = 0x85;
const rebuild = 'ctorch._utils\n_rebuild_tensor_v2\n';
const one = (value: number) =>
  ['J', value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24, TUPLE1] as const;
const tensor = (offset: number, size: number, stride: number) =>
  [rebuild, MARK, ...storage(10), 'K', offset, ...one(size), ...one(stride), 0x89, EMPTY_DICT, 't', REDUCE] as const;

test('integers, floats, strings, lists and dicts are read unchanged', () => {
  assert.is(load(pickle('J', 0xfe, 0xff, 0xff, 0xff)), -2);
  assert.is(load(pickle(0x8a, 1, 0x80)), -128);
  assert.is(load(pickle(0x8a, 0)), 0);
  assert.is(
    load(pickle(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)),
    0x1950a86a20f9469cfc6cn,
  );
  assert.is(load(pickle('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0)), 0.5);
  assert.equal((load(pickle(EMPTY_LIST, MARK, 'K', 1, 'K', 2, 'e')) as PickleList).items, [1, 2]);
  assert.is((load(pickle(EMPTY_DICT, ...text('a'), 'K', 3, 's')) as PickleDict).entries.get('a'), 3);
});

/** Asserts that the value of the pickle was not built, and has this origin. */
function opaque(bytes: Uint8Array, origin: string): void {
  const value = load(bytes);
  assert.instance(value, PickleOpaque, `expected an opaque value of ${origin}`);
  assert.is((value as PickleOpaque).origin, origin);
}

test('a name that the rules do not know stays a name, however it is written, and is never called', () => {
  const names = ['os.system', 'builtins.eval', '__builtin__.exec', 'torch.load', 'torch.constructor', 'a.__proto__'];
  for (const full of names) {
    const [module, name] = full.split('.') as [string, string];
    const written = [[`c${module}\n${name}\n`], [...text(module), ...text(name), 0x93]];
    for (const global of written) {
      const value = load(pickle(...global));
      assert.instance(value, PickleGlobal);
      assert.is((value as PickleGlobal).call, undefined, full);
      opaque(pickle(...global, EMPTY_TUPLE, REDUCE), full);
    }
  }
  // An attribute of a known name is a different name.
  const attribute = [...text('torch._utils'), ...text('_rebuild_tensor_v2.__globals__'), 0x93];
  opaque(pickle(...attribute, EMPTY_TUPLE, REDUCE), 'torch._utils._rebuild_tensor_v2.__globals__');
  refused(pickle('K', 1, 'K', 2, 0x93), 'has no name');
});

test('class instances are opaque, whichever opcode creates them, and keep none of their contents', () => {
  const type = 'cargparse\nNamespace\n';
  const name = 'argparse.Namespace';
  opaque(pickle(type, EMPTY_TUPLE, 0x81), name);
  opaque(pickle(type, EMPTY_TUPLE, EMPTY_DICT, 0x92), name);
  opaque(pickle(MARK, type, 'K', 1, 'o'), name);
  opaque(pickle(MARK, 'K', 1, 'iargparse\nNamespace\n'), name);
  opaque(pickle('ccopyreg\n_reconstructor\n', type, 'cbuiltins\nobject\n', 'N', 0x87, REDUCE), name);
  opaque(pickle(type, EMPTY_TUPLE, 0x81, EMPTY_TUPLE, REDUCE), name);
  const filled = [type, EMPTY_TUPLE, 0x81, ...text('k'), 'K', 1, 's', 'K', 1, 'a', MARK, 'K', 1, 0x90] as const;
  opaque(pickle(...filled, EMPTY_DICT, ...text('x'), 'K', 1, 's', BUILD), name);
});

test('sets and bytes are opaque', () => {
  opaque(pickle(0x8f, MARK, 'K', 1, 0x90), 'set');
  opaque(pickle(MARK, 'K', 1, 0x91), 'frozenset');
  opaque(pickle('C', 3, 'abc'), 'bytes');
  opaque(pickle('B', 3, 0, 0, 0, 'abc'), 'bytes');
  opaque(pickle(0x8e, 3, 0, 0, 0, 0, 0, 0, 0, 'abc'), 'bytes');
  opaque(pickle(0x96, 3, 0, 0, 0, 0, 0, 0, 0, 'abc'), 'bytes');
});

test("Python 2's strings and an OrderedDict of pairs are read", () => {
  const pair = [EMPTY_LIST, MARK, 'U', 1, 'a', 'K', 3, 'e'] as const;
  const dict = load(pickle('ccollections\nOrderedDict\n', EMPTY_LIST, ...pair, 'a', TUPLE1, REDUCE));
  assert.equal([...(dict as PickleDict).entries], [['a', 3]]);
  assert.is(load(pickle('T', 2, 0, 0, 0, 'ab')), 'ab');
});

test('opcodes that PyTorch never writes are refused by name', () => {
  const refusals = [
    ['P', 'PERSID'],
    [0x82, 'EXT1'],
    [0x97, 'NEXT_BUFFER'],
    [0xff, '0xff'],
  ] as const;
  for (const [code, name] of refusals) refused(pickle(code), name);
});

test('calling something that is not callable, or with wrong arguments, is refused', () => {
  refused(pickle('K', 1, EMPTY_TUPLE, REDUCE), 'not a function');
  refused(pickle('ccollections\nOrderedDict\n', EMPTY_LIST, REDUCE), 'not a tuple');
  refused(pickle('ccollections\nOrderedDict\n', 'K', 1, TUPLE1, REDUCE), 'not made of pairs');
  refused(pickle('ctorch._utils\n_rebuild_parameter\n', EMPTY_TUPLE, REDUCE), 'no tensor');
  refused(pickle(rebuild, EMPTY_TUPLE, REDUCE), 'not built from');
});

test('a tensor of an opaque storage, or of an unsupported type, is opaque with that origin', () => {
  const of = (...block: readonly (number | string)[]) =>
    pickle(rebuild, MARK, ...block, 'K', 0, ...one(2), ...one(1), 0x89, EMPTY_DICT, 't', REDUCE);
  opaque(of('cos\nsystem\n', EMPTY_TUPLE, REDUCE), 'os.system');
  const typed = (type: string) => storage(10).map((part) => (part === 'ctorch\nFloatStorage\n' ? type : part));
  opaque(of(...typed('ctorch\nComplexFloatStorage\n')), 'torch.ComplexFloatStorage');
  opaque(of(...typed('cevil\nconstructor\n')), 'evil.constructor');
});

const untyped = (bytes: number) =>
  storage(bytes).map((part) => (part === 'ctorch\nFloatStorage\n' ? 'ctorch.storage\nUntypedStorage\n' : part));

test('a tensor of an untyped storage has its stated type and may not exceed the bytes', () => {
  const of = (type: string, bytes: number, offset: number, size: number) =>
    pickle(
      ...['ctorch._utils\n_rebuild_tensor_v3\n', MARK, ...untyped(bytes), 'K', offset, ...one(size), ...one(1)],
      ...[0x89, EMPTY_DICT, `ctorch\n${type}\n`, 't', REDUCE],
    );
  const view = load(of('float32', 24, 2, 4)) as TensorView;
  assert.equal([view.dtype, view.offset, [...view.shape]], ['f32', 2, [4]]);
  assert.is((load(of('bfloat16', 24, 2, 10)) as TensorView).dtype, 'bf16');
  refused(of('float32', 24, 3, 4), 'leaves its storage');
  refused(of('float32', 23, 2, 4), 'leaves its storage');
  opaque(of('float8_e4m3fn', 24, 0, 4), 'torch.float8_e4m3fn');
  opaque(of('constructor', 24, 0, 4), 'torch.constructor');
});

test('a tensor of a known class that leaves values unchanged is read', () => {
  const args = [MARK, ...storage(10), 'K', 0, ...one(3), ...one(1), 0x89, EMPTY_DICT, 't'] as const;
  const of = (make: string, type: string) =>
    pickle('ctorch._tensor\n_rebuild_from_type_v2\n', MARK, make, type, ...args, EMPTY_DICT, 't', REDUCE);
  for (const type of ['ctorch\nTensor\n', 'ctorch.nn.parameter\nParameter\n', 'cfastai.torch_core\nTensorBase\n']) {
    assert.equal([...(load(of(rebuild, type)) as TensorView).shape], [3], type);
  }
  opaque(of(rebuild, 'cos\nsystem\n'), 'os.system');
  opaque(of('cos\nsystem\n', 'ctorch\nTensor\n'), 'os.system');
});

test('BUILD sets nothing: attributes of dicts and of opaque values are dropped, others are refused', () => {
  const dict = load(
    pickle('ccollections\nOrderedDict\n', EMPTY_TUPLE, REDUCE, EMPTY_DICT, ...text('x'), 'K', 1, 's', BUILD),
  );
  assert.is((dict as PickleDict).entries.size, 0);
  refused(pickle(EMPTY_LIST, EMPTY_DICT, BUILD), 'sets attributes');
  refused(pickle(...tensor(0, 1, 1), EMPTY_DICT, BUILD), 'sets attributes');
});

test('an empty stack, a lost mark, a missing memo and leftovers are refused', () => {
  refused(pickle(), 'stack runs empty');
  refused(pickle('K', 1, 's'), 'stack runs empty');
  refused(pickle(MARK, 's'), 'stack runs empty');
  refused(pickle('t'), 'mark');
  refused(pickle('K', 1, 'K', 2), 'not empty');
  refused(pickle('h', 7), 'memo 7');
  refused(pickle(EMPTY_DICT, MARK, 'K', 1, 'u'), 'no value');
  refused(pickle('K', 1, 'K', 2, 'a'), 'not a list');
});

test('nesting deeper than in any Python file is refused, whatever it consists of', () => {
  const repeated = (count: number, ...codes: readonly number[]) => Array.from({ length: count }, () => codes).flat();
  const program = (...parts: readonly (readonly number[])[]) => Uint8Array.from([0x80, 2, ...parts.flat(), 0x2e]);
  const lists = (depth: number) => program(repeated(depth, 0x5d), repeated(depth - 1, 0x61));
  const dicts = (depth: number) => program([0x7d], repeated(depth - 1, 0x4e, 0x7d), repeated(depth - 1, 0x73));
  const tuples = (depth: number) => program([0x29], repeated(depth - 1, 0x85));
  for (const nested of [lists, dicts, tuples]) {
    load(nested(500));
    refused(nested(501), 'nested more than 500 deep');
    refused(nested(20_000), 'nested more than 500 deep');
  }
  refused(program(repeated(200_000, 0x28)), 'more than 65536 values at once');
  refused(program(repeated(200_000, 0x5d)), 'more than 65536 values at once');
});

test('a pickle with endless steps is refused, and a huge memo index allocates nothing', () => {
  const pushAndPop = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i % 2 === 0 ? 0x4e : 0x30));
  refused(pushAndPop, 'steps');
  assert.is(load(pickle('K', 5, 'r', 0xff, 0xff, 0xff, 0xff)), 5);
});

test('a string longer than the file counts as truncation, before anything is allocated', () => {
  assert.throws(
    () => load(pickle('X', 0xff, 0xff, 0xff, 0xff)),
    (error: unknown) => error instanceof PickleTruncated,
  );
});

test('a tensor may not exceed its storage, whatever its strides', () => {
  const fits = (offset: number, size: number, stride: number) => load(pickle(...tensor(offset, size, stride)));
  fits(0, 10, 1);
  fits(1, 3, 4);
  fits(9, 1, 2_000_000_000);
  fits(200, 0, 1);
  for (const [offset, size, stride] of [
    [1, 10, 1],
    [2, 3, 4],
    [10, 1, 1],
    [0, 2, 2_000_000_000],
    [0, 2_000_000_000, 1],
  ] as const) {
    refused(pickle(...tensor(offset, size, stride)), 'leaves its storage');
  }
  refused(pickle(...tensor(0, -1, 1)), 'not lists of counts');
  refused(pickle(...tensor(0, 2, -1)), 'not lists of counts');
});

test('shapes whose product overflows are refused', () => {
  const huge = ['J', 0xff, 0xff, 0xff, 0x7f] as const;
  const zero = ['K', 0] as const;
  const three = (part: readonly (number | string)[]) => [...part, ...part, ...part, 0x87];
  refused(
    pickle(rebuild, MARK, ...storage(10), 'K', 0, ...three(huge), ...three(zero), 0x89, EMPTY_DICT, 't', REDUCE),
    'impossible shape',
  );
});

test('a storage that is described in two ways is refused', () => {
  refused(pickle(...storage(10), ...storage(11), 0x86), 'two ways');
});

test('a view of a storage, in the form before 1.6, shifts and bounds its tensors', () => {
  const view = (first: number, count: number) =>
    [...storage(10).slice(0, -2), MARK, ...text('1'), 'K', first, 'K', count, 't', 't', 'Q'] as const;
  const within = (first: number, count: number) =>
    pickle(rebuild, MARK, ...view(first, count), 'K', 1, ...one(3), ...one(1), 0x89, EMPTY_DICT, 't', REDUCE);
  assert.is((load(within(6, 4)) as TensorView).offset, 7);
  refused(within(6, 3), 'leaves its storage');
  refused(within(7, 4), 'leaves it');
});

test('a persistent id that is not a storage is refused', () => {
  refused(pickle('K', 1, 'Q'), 'not one to a storage');
  refused(
    pickle(MARK, ...text('thing'), 'ctorch\nFloatStorage\n', ...text('0'), ...text('cpu'), 'K', 1, 't', 'Q'),
    'not one to a storage',
  );
});

test.run();
