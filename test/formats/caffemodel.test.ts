import { createHash } from 'node:crypto';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { both, type Fill, floats, legacyShape, netOfV1 } from './caffe-writer.ts';
import { expected, fixture, open, refused } from './fixture.ts';

for (const name of ['cut.caffemodel', 'cut-fp16.caffemodel']) {
  test(`${name}: every blob has the values that OpenCV reads, and training layers are skipped`, async () => {
    const file = await open(fixture(name));
    assert.is(file.format, 'caffemodel');
    const blobs = expected.caffe[name]!;
    const factors = Object.keys(blobs).filter((blob) => blob.endsWith('.2'));
    assert.ok(factors.length > 0);
    assert.equal([...file.tensors.keys(), ...factors].sort(), Object.keys(blobs).sort());
    for (const [blob, { count, sha256OfF32 }] of Object.entries(blobs)) {
      if (factors.includes(blob)) continue;
      const values = await toFloat32(file.tensors.get(blob)!);
      assert.is(values.length, count, blob);
      // The reader divides the statistics; the network's parity tests check their values.
      if (factors.includes(blob.replace(/\.\d$/, '.2'))) continue;
      assert.is(createHash('sha256').update(values).digest('hex'), sha256OfF32, blob);
    }
  });
}

test("OpenCV's short form stores convolutions as half floats and the rest as float32", async () => {
  const { tensors } = await open(fixture('cut-fp16.caffemodel'));
  assert.is(tensors.get('conv1_h.0')!.dtype, 'f16');
  assert.equal([...tensors.get('conv1_h.0')!.shape], [32, 3, 7, 7]);
  assert.is(tensors.get('conv1_bn_h.1')!.dtype, 'f32');
});

/** NetParameter with a name and one layer; `blob` writes the fields of its BlobProto. */
function net(blob: Fill): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string('net');
  writer.tag(100, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string('layer');
  writer.tag(7, WireType.LengthDelimited).fork();
  blob(writer);
  return writer.join().join().finish();
}

const shape =
  (...dims: readonly (number | string)[]): Fill =>
  (writer) => {
    writer.tag(7, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const dim of dims) writer.int64(dim);
    writer.join().join();
  };
/** A layer of the given type whose blobs are vectors. */
function layerOf(type: string, ...blobs: readonly (readonly number[])[]): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(100, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string('layer');
  writer.tag(2, WireType.LengthDelimited).string(type);
  for (const values of blobs) {
    writer.tag(7, WireType.LengthDelimited).fork();
    both(shape(values.length), floats(...values))(writer);
    writer.join();
  }
  return writer.join().finish();
}

async function valuesOf(bytes: Uint8Array): Promise<Record<string, readonly number[]>> {
  const { tensors } = await open(bytes);
  const entries = [...tensors].map(async ([name, tensor]) => [name, [...(await toFloat32(tensor))]]);
  return Object.fromEntries(await Promise.all(entries));
}

test("BatchNorm's statistics are divided by the factor in its third blob, which is not a tensor; a factor of 0 gives 0", async () => {
  assert.equal(await valuesOf(layerOf('BatchNorm', [8, 4], [2, 6], [4])), {
    'layer.0': [2, 1],
    'layer.1': [0.5, 1.5],
  });
  assert.equal(await valuesOf(layerOf('BatchNorm', [8], [2], [0])), { 'layer.0': [0], 'layer.1': [0] });
});

test("a layer of another type, or a BatchNorm without a factor, keeps its blobs' values", async () => {
  const plain = { 'layer.0': [8], 'layer.1': [2], 'layer.2': [4] };
  assert.equal(await valuesOf(layerOf('Scale', [8], [2], [4])), plain);
  assert.equal(await valuesOf(layerOf('BatchNorm', [8], [2])), { 'layer.0': [8], 'layer.1': [2] });
});

test('the four legacy dimensions take precedence over the shape', async () => {
  const { tensors } = await open(net(both(legacyShape(1, 1, 1, 3), floats(1, 2, 3), shape(9))));
  assert.equal([...tensors.get('layer.0')!.shape], [1, 1, 1, 3]);
  assert.equal([...(await toFloat32(tensors.get('layer.0')!))], [1, 2, 3]);
});

test('doubles are read; unknown fields, including groups, are skipped', async () => {
  const doubles: Fill = (writer) =>
    writer.tag(8, WireType.LengthDelimited).bytes(new Uint8Array(new Float64Array([0.5]).buffer));
  const unknown: Fill = (writer) => {
    writer.tag(300, WireType.StartGroup).tag(1, WireType.Bit64).fixed64(5).tag(300, WireType.EndGroup);
    writer.tag(301, WireType.Bit32).fixed32(7).tag(302, WireType.Varint).uint32(9);
  };
  const { tensors } = await open(net(both(unknown, shape(1), doubles)));
  assert.equal([...(await toFloat32(tensors.get('layer.0')!))], [0.5]);
});

test('V1 layers are read by name, with shapes of four dimensions', async () => {
  const kernel = both(legacyShape(2, 1, 1, 2), floats(1, 2, 3, 4));
  const { tensors } = await open(
    netOfV1(['relu', 18], ['conv1', 4, kernel, both(legacyShape(1, 1, 1, 2), floats(5, 6))]),
  );
  assert.equal([...tensors.keys()], ['conv1.0', 'conv1.1']);
  assert.equal([...tensors.get('conv1.0')!.shape], [2, 1, 1, 2]);
  assert.equal([...(await toFloat32(tensors.get('conv1.0')!))], [1, 2, 3, 4]);
  assert.equal([...(await toFloat32(tensors.get('conv1.1')!))], [5, 6]);
});

test('two V1 layers with the same name are refused', () => {
  const layer = ['ip', 14, both(legacyShape(1, 1, 1, 1), floats(1))] as const;
  return refused(open(netOfV1(layer, layer)), ['"ip"']);
});

test('a blob whose size does not match its shape is refused', async () => {
  await refused(open(net(both(shape(3), floats(1, 2)))), ['shape [3]', '8 bytes']);
  await refused(open(net(both(shape(2, -1), floats(1, 2)))), ['shape [2,-1]']);
  await refused(open(net(both(shape('4611686018427387904', 4), floats(1)))), ['a blob of shape']);
  await refused(open(net(floats(1, 2))), ['shape []']);
  await refused(open(net(both(shape(1), floats(1), floats(1)))), ['twice or in several parts']);
  await refused(open(net(shape(...new Array<number>(65).fill(1)))), ['dimensions']);
});

test('raw values of a type that weights never have are refused', () => {
  const raw: Fill = (writer) =>
    writer.tag(10, WireType.Varint).int32(3).tag(12, WireType.LengthDelimited).bytes(new Uint8Array(4));
  return refused(open(net(both(shape(1), raw))), ['unknown type 3']);
});

test('two layers with the same name are refused', () => {
  const one = net(both(shape(1), floats(1)));
  return refused(open(new Uint8Array(Buffer.concat([one, one]))), ['"layer"']);
});

test('a model without weights is refused', () =>
  refused(open(new BinaryWriter().tag(1, 2).string('net').finish()), ['without weights']));

test.run();
