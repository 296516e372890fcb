import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { unpickle } from '../../src/formats/pickle.ts';
import { PickleTruncated } from '../../src/formats/pickle-machine.ts';
import { type PickleDict, PickleList, type PickleValue } from '../../src/formats/pickle-values.ts';
import { pytorchRules, type TensorView } from '../../src/formats/pytorch.ts';

/** A pickle of raw opcodes and texts, with PROTO 2 before and STOP after. */
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

test('integers, floats, texts, lists and dicts come out as they went in', () => {
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

test('no name beyond the list is found, however it is written', () => {
  for (const name of ['os\nsystem', 'builtins\neval', '__builtin__\nexec', 'torch\nload', 'collections\ndeque']) {
    refused(pickle(`c${name}\n`), name.replace('\n', '.'));
  }
  refused(pickle(...text('os'), ...text('system'), 0x93), 'os.system');
  // Attributes of allowed names, and what JavaScript's own objects have.
  refused(pickle(...text('torch._utils'), ...text('_rebuild_tensor_v2.__globals__'), 0x93), '__globals__');
  for (const name of ['constructor', '__proto__', 'toString']) refused(pickle(`ctorch\n${name}\n`), name);
  refused(pickle('K', 1, 'K', 2, 0x93), 'without name');
});

test('opcodes that make objects of classes are refused by name', () => {
  const classes = { i: 'INST', o: 'OBJ', P: 'PERSID' };
  for (const [code, name] of Object.entries(classes)) refused(pickle(code), name);
  refused(pickle('ccollections\nOrderedDict\n', EMPTY_TUPLE, 0x81), 'NEWOBJ');
  refused(pickle(0x82, 1), 'EXT1');
  refused(pickle(0xff), '0xff');
});

test('only allowed functions are called, and only with a tuple', () => {
  refused(pickle('K', 1, EMPTY_TUPLE, REDUCE), 'no function');
  refused(pickle('ctorch\nFloatStorage\n', EMPTY_TUPLE, REDUCE), 'torch.FloatStorage');
  refused(pickle('ccollections\nOrderedDict\n', EMPTY_LIST, REDUCE), 'collections.OrderedDict');
  refused(pickle('ccollections\nOrderedDict\n', 'K', 1, TUPLE1, REDUCE), 'arguments');
  refused(pickle('ctorch._utils\n_rebuild_parameter\n', EMPTY_TUPLE, REDUCE), 'no tensor');
  refused(pickle(rebuild, EMPTY_TUPLE, REDUCE), 'not built of');
});

test('BUILD sets nothing but the metadata of an OrderedDict, which is dropped', () => {
  const dict = load(
    pickle('ccollections\nOrderedDict\n', EMPTY_TUPLE, REDUCE, EMPTY_DICT, ...text('x'), 'K', 1, 's', BUILD),
  );
  assert.is((dict as PickleDict).entries.size, 0);
  refused(pickle(EMPTY_LIST, EMPTY_DICT, BUILD), 'sets attributes');
  refused(pickle('ctorch\nFloatStorage\n', EMPTY_DICT, BUILD), 'sets attributes');
  refused(pickle(EMPTY_DICT, 'K', 1, BUILD), 'sets attributes');
});

test('a stack that runs empty, a lost mark, a missing memo and leftovers are refused', () => {
  refused(pickle(), 'stack runs empty');
  refused(pickle('K', 1, 's'), 'stack runs empty');
  refused(pickle(MARK, 's'), 'stack runs empty');
  refused(pickle('t'), 'mark');
  refused(pickle('K', 1, 'K', 2), 'not empty');
  refused(pickle('h', 7), 'memo 7');
  refused(pickle(EMPTY_DICT, MARK, 'K', 1, 'u'), 'no value');
  refused(pickle('K', 1, 'K', 2, 'a'), 'no list');
});

test('nesting of any depth neither overflows the stack nor is followed', () => {
  const depth = 300_000;
  const bytes = Uint8Array.from([
    0x80,
    2,
    ...new Array<number>(depth).fill(0x5d),
    ...new Array<number>(depth - 1).fill(0x61),
    0x2e,
  ]);
  assert.instance(load(bytes), PickleList);
});

test('a pickle of endless steps is refused, and a huge memo index allocates nothing', () => {
  refused(new Uint8Array(3_000_000).fill(0x4e), 'steps');
  assert.is(load(pickle('K', 5, 'r', 0xff, 0xff, 0xff, 0xff)), 5);
});

test('a text longer than the file is a truncation, told before anything is allocated', () => {
  assert.throws(
    () => load(pickle('X', 0xff, 0xff, 0xff, 0xff)),
    (error: unknown) => error instanceof PickleTruncated,
  );
});

test('a tensor may not leave its storage, whatever its strides', () => {
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
  refused(pickle(...tensor(0, -1, 1)), 'no counts');
  refused(pickle(...tensor(0, 2, -1)), 'no counts');
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

test('a view of a storage, as the form before 1.6 has it, shifts its tensors and bounds them', () => {
  const view = (first: number, count: number) =>
    [...storage(10).slice(0, -2), MARK, ...text('1'), 'K', first, 'K', count, 't', 't', 'Q'] as const;
  const within = (first: number, count: number) =>
    pickle(rebuild, MARK, ...view(first, count), 'K', 1, ...one(3), ...one(1), 0x89, EMPTY_DICT, 't', REDUCE);
  assert.is((load(within(6, 4)) as TensorView).offset, 7);
  refused(within(6, 3), 'leaves its storage');
  refused(within(7, 4), 'leaves it');
});

test('a persistent id that is no storage is refused', () => {
  refused(pickle('K', 1, 'Q'), 'storage of a known type');
  refused(
    pickle(MARK, ...text('module'), 'ctorch\nFloatStorage\n', ...text('0'), ...text('cpu'), 'K', 1, 't', 'Q'),
    'known type',
  );
});

test.run();
