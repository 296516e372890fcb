/** MXNet's .params, in the three versions of the format that hold dense arrays. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { open, refused } from './fixture.ts';
import { type Array32, mxnetParams } from './mxnet-writer.ts';

const bytesOf = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const arrays: readonly Array32[] = [
  { name: 'arg:conv0_weight', shape: [2, 1, 1, 2], values: bytesOf(1, -2, 3.5, 4) },
  { name: 'aux:bn0_moving_mean', shape: [2], values: bytesOf(0.25, -1e-7) },
];
const file = mxnetParams(arrays);
/** Offset of the first array. */
const first = 24;

function changed(at: number, ...bytes: readonly number[]): Buffer {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
}

for (const version of [0, 1, 2] as const) {
  test(`arrays of version ${version} have their names, shapes and values`, async () => {
    const { format, tensors } = await open(mxnetParams(arrays, version));
    assert.is(format, 'mxnet');
    assert.equal([...tensors.keys()], ['arg:conv0_weight', 'aux:bn0_moving_mean']);
    for (const { name, shape, values } of arrays) {
      const tensor = tensors.get(name)!;
      assert.equal([tensor.shape, tensor.dtype], [shape, 'f32']);
      assert.equal([...(await toFloat32(tensor))], [...new Float32Array(values.buffer)]);
    }
  });
}

test('a file that is truncated anywhere, or continues after its names, is refused', async () => {
  for (let length = 16; length < file.length; length++) {
    await refused(open(file.subarray(0, length)), ['.params'], 'FORMAT');
  }
  await refused(open(Buffer.concat([file, Buffer.of(0)])), ['it ends at byte'], 'FORMAT');
});

test('anything but a dense array of plain numbers is refused with its kind', async () => {
  await refused(open(changed(first + 4, 1)), ['array 0 is sparse'], 'FORMAT');
  await refused(open(changed(first, 0xca)), ["array 0 was saved with NumPy's semantics"], 'FORMAT');
  await refused(open(changed(first + 8, 33)), ['array 0 has 33 dimensions'], 'FORMAT');
  await refused(open(changed(first + 8, 0)), ['array 0 has 0 dimensions'], 'FORMAT');
  await refused(open(changed(first + 52, 7)), ['array 0 has values of type 7'], 'FORMAT');
});

test('sizes that overflow or exceed the file are refused before anything is read', async () => {
  await refused(open(changed(first + 12, 0, 0, 1)), ['array 0 of shape [65536,1,1,2] ends beyond the file'], 'FORMAT');
  const huge = changed(first + 12, ...Buffer.alloc(32, 0xff));
  await refused(open(huge), ['array 0 has the shape'], 'FORMAT');
  await refused(open(changed(16, 0, 0, 0, 0, 1)), ['it names 4294967296 arrays'], 'FORMAT');
});

test('two arrays with the same name, and different numbers of names and arrays, are refused', async () => {
  const twice = mxnetParams([arrays[0]!, { ...arrays[1]!, name: arrays[0]!.name }]);
  await refused(open(twice), ['two arrays, or none, are called "arg:conv0_weight"'], 'FORMAT');
  const names = file.length - 2 * 8 - 8 - 'arg:conv0_weightaux:bn0_moving_mean'.length;
  await refused(open(changed(names, 1)), ['it holds 2 arrays and 1 name'], 'FORMAT');
  await refused(open(mxnetParams([])), ['it holds no arrays'], 'FORMAT');
});

test.run();
