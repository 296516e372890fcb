import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeSafetensors } from '../../src/formats/safetensors.ts';
import type { StoredTensor } from '../../src/formats/tensor-file.ts';
import { expected, fixture, holds, open, refused, tensor } from './fixture.ts';

/** The bytes of a file with this header and this many bytes of data. */
function file(header: string, data: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

async function written(
  tensors: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await writeSafetensors(tensors, metadata, {
    async write(bytes) {
      chunks.push(bytes.slice());
    },
  });
  return new Uint8Array(Buffer.concat(chunks));
}

test('a file of the safetensors library is read bit for bit, with its metadata', async () => {
  const opened = await open(fixture('tensors.safetensors'));
  assert.is(opened.format, 'safetensors');
  assert.equal({ ...opened.metadata }, { format: 'pt', note: 'é' });
  await holds(opened, expected.safetensors);
});

test("the library's file, written again, holds the same; the header is padded to 8 bytes", async () => {
  const opened = await open(fixture('tensors.safetensors'));
  const bytes = await written([...opened.tensors.values()], opened.metadata);
  assert.is(new DataView(bytes.buffer).getBigUint64(0, true) % 8n, 0n);
  await holds(await open(bytes), expected.safetensors);
});

test('what is written is read back: names, shapes, metadata and values, aligned', async () => {
  const tensors = [tensor('b', [2, 3], new Float32Array([1, 2, 3, 4, 5, 6])), tensor('a', [], new Float32Array([7]))];
  const odd: StoredTensor = { name: 'odd', shape: [3], dtype: 'u8', read: async () => new Uint8Array([1, 2, 3]) };
  const bytes = await written([odd, ...tensors], { model: 'test' });
  const opened = await open(bytes);
  assert.equal({ ...opened.metadata }, { model: 'test' });
  assert.equal([...opened.tensors.get('b')!.shape], [2, 3]);
  for (const name of ['a', 'b']) assert.is((await opened.tensors.get(name)!.read()).byteOffset % 4, 0, name);
  assert.equal([...(await opened.tensors.get('odd')!.read())], [1, 2, 3]);
});

test('the same tensors in another order give the same bytes', async () => {
  const tensors = ['x', 'y', 'z'].map((name, i) => tensor(name, [1], new Float32Array([i])));
  const forward = await written(tensors, { a: '1', b: '2' });
  assert.equal(await written([...tensors].reverse(), { b: '2', a: '1' }), forward);
});

test('a tensor that returns a different number of bytes than its shape requires stops the writing', () =>
  refused(written([tensor('short', [3], new Float32Array(2))], {}), ['short', '12 bytes']));

const entry = (fields: string) => `{"w":{${fields}}}`;
for (const [what, bytes, part] of [
  ['a header beyond the file', file('{}', 0).fill(0x7b, 8).subarray(0, 9), "header's length"],
  ['a header that is not JSON', file('{"w":', 0), 'not JSON'],
  ['a tensor whose description is not an object', file('{"w":3}', 0), 'no description'],
  ['a tensor without a type', file(entry('"shape":[2],"data_offsets":[0,1]'), 1), 'has no dtype'],
  ['a tensor without a shape', file(entry('"dtype":"U8","data_offsets":[0,1]'), 1), 'has no shape'],
  ['a tensor without offsets', file(entry('"dtype":"U8","shape":[1]'), 1), 'has no data_offsets'],
  [
    'a type that is not a string',
    file(entry('"dtype":4,"shape":[2],"data_offsets":[0,1]'), 1),
    'has the invalid dtype 4',
  ],
  [
    'a tensor of a negative number of bytes',
    file(entry('"dtype":"F4","shape":[2],"data_offsets":[1,0]'), 1),
    'has the invalid data_offsets [1,0]',
  ],
  ['a negative dimension', file(entry('"dtype":"F32","shape":[-1],"data_offsets":[0,4]'), 4), 'invalid shape'],
  ['a dimension that is a string', file(entry('"dtype":"F32","shape":["1"],"data_offsets":[0,4]'), 4), 'invalid shape'],
  [
    'a shape whose product overflows',
    file(entry('"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]'), 0),
    'invalid',
  ],
  ['more values than bytes', file(entry('"dtype":"F32","shape":[2],"data_offsets":[0,4]'), 4), '2 values'],
  ['offsets beyond the file', file(entry('"dtype":"F32","shape":[1],"data_offsets":[0,4]'), 3), 'truncated'],
  ['bytes that belong to no tensor', file(entry('"dtype":"F32","shape":[1],"data_offsets":[0,4]'), 5), 'damaged'],
  ['a gap before a tensor', file(entry('"dtype":"F32","shape":[1],"data_offsets":[4,8]'), 8), 'begins at byte 4'],
  ['a metadata value that is not a string', file('{"__metadata__":{"a":1}}', 0), 'not a string'],
] as const) {
  test(`${what} is refused`, () => refused(open(bytes), [part]));
}

test('a tensor of an unsupported type is left unread, and the others are read', async () => {
  const header =
    '{"a":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}';
  const { tensors, opaque } = await open(file(header, 4));
  assert.equal([...tensors.keys()], ['b']);
  assert.equal([...opaque!], [['a', 'F8_E4M3']]);
});

test('overlapping tensors are refused', () =>
  refused(
    open(
      file(
        '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}',
        6,
      ),
    ),
    ['begins at byte 2'],
  ));

test.run();
