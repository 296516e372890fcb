/** Keras's HDF5 files, compared with what Keras and h5py wrote. */
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { ByteSource } from '../../src/formats/tensor-file.ts';
import { type Described, fixture, holds, open, refused } from './fixture.ts';

const expected: Readonly<Record<string, Readonly<Record<string, Described>>>> = JSON.parse(
  new TextDecoder().decode(fixture('keras-hdf5.json')),
);
const whole = fixture('keras-whole.h5');
const weights = fixture('keras-weights.h5');

function placeOf(bytes: Uint8Array, text: string): number {
  const at = Buffer.from(bytes).indexOf(text, 0, 'latin1');
  assert.ok(at >= 0, text);
  return at;
}

function changed(at: number, ...bytes: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(whole);
  copy.set(bytes, at);
  return copy;
}

test('a whole model has its weights in layer order, and its layers as JSON', async () => {
  const file = await open(whole);
  assert.is(file.format, 'keras-hdf5');
  await holds(file, expected['keras-whole.h5']!);
  assert.equal([...file.tensors.keys()], Object.keys(expected['keras-whole.h5']!));
  const config = JSON.parse(file.metadata.model_config!);
  assert.equal([config.class_name, config.config.name], ['Sequential', 'tiny']);
});

test("weights alone are found by split lists, under names with slashes, and lose their ':0'", async () => {
  const file = await open(weights);
  await holds(file, expected['keras-weights.h5']!);
  assert.ok(file.tensors.has('conv1/7x7_s2/kernel'));
  assert.equal(file.metadata, {});
});

test('weights of another byte order are listed as unread', async () => {
  const { opaque } = await open(weights);
  assert.equal([...opaque!], [['big-endian', 'values of an unsupported type']]);
});

test('a file truncated anywhere is refused', async () => {
  for (let length = 8; length < whole.length; length += 97) await refused(open(whole.subarray(0, length)), ['file:']);
  await refused(open(whole.subarray(0, whole.length - 1)), [
    `${whole.length - 1} of ${whole.length} bytes`,
    'truncated',
  ]);
});

test('a single missing byte is reported as one byte', () =>
  refused(open(whole.subarray(0, 8)), ['expected 1 byte from byte 8', 'the file has 8 bytes']));

test('a B-tree that is its own child does not loop forever', async () => {
  const tree = placeOf(whole, 'TREE');
  const itself = new Uint8Array(new BigUint64Array([BigInt(tree)]).buffer);
  const loop = changed(tree + 5, 1);
  loop.set(itself, tree + 32);
  await refused(open(loop), ['its structures never end'], 'FORMAT');
});

test('other HDF5 files are refused with what is missing', async () => {
  await refused(open(changed(8, 3)), ['its superblock has version 3', 'without libver'], 'FORMAT');
  await refused(open(changed(13, 4)), ['its addresses do not have 8 bytes'], 'FORMAT');
  await refused(open(changed(placeOf(whole, 'layer_names'), 0x4c)), ['layer_names', "model.save('file.h5')"], 'FORMAT');
});

test('a long list of names is read without walking its heaps for each name', async () => {
  const bytes = new Uint8Array(gunzipSync(fixture('keras-many.h5.gz')));
  let reads = 0;
  const memory = new MemorySource('many', bytes);
  const counting: ByteSource = {
    name: memory.name,
    size: memory.size,
    read(offset, length) {
      reads++;
      return memory.read(offset, length);
    },
    close: () => memory.close(),
  };
  const { tensors } = await openTensorFile(counting);
  assert.equal([...tensors.keys()], ['fc/bias']);
  assert.ok(reads < 10 * 301, `${reads} reads for 301 layers`);
});

test.run();
