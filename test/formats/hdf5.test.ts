/** HDF5 of programs other than Keras, compared with what h5py wrote. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Described, fixture, holds, open, refused } from './fixture.ts';

const expected: Readonly<Record<string, Readonly<Record<string, Described>>>> = JSON.parse(
  new TextDecoder().decode(fixture('hdf5.json')),
);
const chainer = fixture('chainer.h5');
const chunks = fixture('chunks.h5');

test("every dataset in Chainer's file is a tensor named by its path", async () => {
  const file = await open(chainer);
  assert.is(file.format, 'hdf5');
  await holds(file, expected['chainer.h5']!);
});

test('values are read from chunks of any shape, shuffled, compressed or neither', async () => {
  const file = await open(chunks);
  const written = new Map([...file.tensors].filter(([name]) => name !== 'unwritten'));
  await holds({ ...file, tensors: written }, expected['chunks.h5']!);
});

test('datasets of unsupported kinds are named with the reason', async () => {
  const { opaque } = await open(chainer);
  assert.equal(
    [...opaque!],
    [
      ['unread/lzf', 'values that went through filter 32000'],
      ['unread/nothing', 'an invalid shape'],
      ['unread/text', 'values of an unsupported type'],
    ],
  );
});

test('a dataset with a chunk that was never written is refused when it is read', async () => {
  const { tensors } = await open(chunks);
  await refused(tensors.get('unwritten')!.read(), ['some of its 2 chunks of values are missing']);
});

/** Offset of the B-tree of a dataset's chunks, found by the number of chunks and the length of the keys. */
function treeOf(count: number, keyLength: number): number {
  const bytes = Buffer.from(chunks);
  for (let at = bytes.indexOf('TREE'); at >= 0; at = bytes.indexOf('TREE', at + 1)) {
    const isIt = bytes[at + 4] === 1 && bytes[at + 5] === 0 && bytes.readUInt16LE(at + 6) === count;
    // The first key has offset 0; the second key follows it and an address.
    if (isIt && bytes.readBigUInt64LE(at + 24 + 8) === 0n && bytes.readUInt32LE(at + 24 + keyLength + 8) > 0) return at;
  }
  throw new Error('there is no such tree');
}

function changed(at: number, value: number): Uint8Array {
  const copy = Buffer.from(chunks);
  copy.writeUInt32LE(value, at);
  return copy;
}

test('a damaged chunk is refused when it is read', async () => {
  // 'uneven' has 3x3 chunks; a key is 8 bytes and 3 numbers.
  const tree = treeOf(9, 32);
  const read = async (bytes: Uint8Array) => (await open(bytes)).tensors.get('uneven')!.read();
  const address = Number(Buffer.from(chunks).readBigUInt64LE(tree + 24 + 32));
  await refused(read(changed(address, 0)), ['compressed data are damaged']);
  await refused(read(changed(tree + 24, 3)), ['compressed data are damaged (they end too early)']);
  await refused(read(changed(tree + 24, 0x7fffffff)), ['are missing']);
  await refused(read(changed(tree + 24 + 8, 1)), ['not where one can be']);
  await refused(read(changed(tree + 24 + 4, 1)), ['a chunk has']);
});

test.run();
