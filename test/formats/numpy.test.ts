/** NumPy's files, compared with what NumPy wrote. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { type Described, fixture, holds, open, refused } from './fixture.ts';

const expected: Readonly<Record<string, Readonly<Record<string, Described>>>> = JSON.parse(
  new TextDecoder().decode(fixture('numpy.json')),
);
const [stored, deflated, single] = ['numpy-stored.npz', 'numpy-deflated.npz', 'numpy-single.npy'].map(fixture) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

test('arrays of every type are read by name, row-major even if the file is column-major', async () => {
  const file = await open(stored);
  assert.is(file.format, 'numpy');
  await holds(file, expected['numpy-stored.npz']!);
});

test('objects, structured types and other types that weights never have are named and left unread', async () => {
  const { opaque } = await open(stored);
  assert.equal(
    [...opaque!],
    [
      ['big-endian', 'values of NumPy\'s type ">f4"'],
      ['objects', 'Python objects in a pickle'],
      ['fields', 'values of several fields'],
      ['complex', 'values of NumPy\'s type "<c8"'],
      ['words', 'values of NumPy\'s type "<U4"'],
      ['uint32', 'values of NumPy\'s type "<u4"'],
    ],
  );
});

test('compressed arrays are read', async () => {
  const file = await open(deflated);
  const zeros = file.tensors.get('zeros')!;
  assert.equal(await toFloat32(zeros), new Float32Array(64 * 64));
  const others = new Map([...file.tensors].filter(([name]) => name !== 'zeros'));
  await holds({ ...file, tensors: others }, expected['numpy-deflated.npz']!);
});

test('the array of a single-array file is named "array"', async () => {
  await holds(await open(single), expected['numpy-single.npy']!);
});

/** The file with every occurrence of a text replaced by another text of the same length. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  assert.is(to.length, from.length);
  const text = Buffer.from(bytes).toString('latin1');
  assert.ok(text.includes(from), from);
  return Uint8Array.from(Buffer.from(text.replaceAll(from, to), 'latin1'));
}

test('an array that is truncated, or does not match its shape, is refused', async () => {
  for (let length = 8; length < single.length; length += 13) await refused(open(single.subarray(0, length)), ['NumPy']);
  await refused(open(replaced(single, '(2, 3, 4)', '(2, 3, 5)')), ['(2,3,5) needs 120 bytes, and its values have 96']);
  await refused(open(replaced(single, '(2, 3, 4)', '(9999999)')), ['39999996 bytes']);
  await refused(open(replaced(single, "'shape'", "'shade'")), ['its head is', 'shade']);
  await refused(open(replaced(single, 'NUMPY\x01', 'NUMPY\x07')), ['version is 7']);
  await refused(open(replaced(single, '<f4', '|O8')), ['Python objects in a pickle', 'numpy.save']);
});

/** Offset of the directory's entry with that name. */
function entryAt(bytes: Uint8Array, name: string): number {
  return Buffer.from(bytes).lastIndexOf(name, undefined, 'latin1') - 46;
}

function fieldOf(bytes: Uint8Array, name: string, field: number): number {
  return Buffer.from(bytes).readUInt32LE(entryAt(bytes, name) + field);
}

function withField(bytes: Uint8Array, name: string, field: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  new DataView(copy.buffer).setUint32(entryAt(bytes, name) + field, value, true);
  return copy;
}

test('an entry that claims more than its compressed bytes can hold is refused before anything is allocated', () =>
  refused(open(withField(deflated, 'zeros.npy', 24, 0xfffffff0)), [
    'zeros.npy',
    '4294967280 bytes cannot be decompressed from',
  ]));

test('a compressed entry with a wrong checksum or damaged data is refused when it is read', async () => {
  const read = async (bytes: Uint8Array) => (await open(bytes)).tensors.get('zeros')!.read();
  await refused(read(withField(deflated, 'zeros.npy', 16, 1)), ['zeros.npy', 'incorrect data check']);
  await refused(read(withField(deflated, 'zeros.npy', 20, 60)), ['"zeros"', '128 bytes, and only 22 are there']);
  const whole = fieldOf(deflated, 'zeros.npy', 20);
  await refused(read(withField(deflated, 'zeros.npy', 20, whole - 2)), ['zeros.npy', 'is damaged']);
  await refused(read(withField(deflated, 'zeros.npy', 20, whole + 1)), ['zeros.npy', 'is damaged']);
});

test('an encrypted entry, and one with another compression, is refused with the reason', async () => {
  const names = ['encrypted', 'method 12'] as const;
  for (const [i, change] of [0x80001, 0xc0000].entries()) {
    await refused(open(withField(deflated, 'zeros.npy', 8, change)), ['zeros.npy', names[i]!]);
  }
});

test.run();
