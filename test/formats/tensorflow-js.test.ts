import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import type { ByteSource, TensorFile } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { processorSeconds } from '../processor-time.ts';
import { refused } from './fixture.ts';

type Files = Readonly<Record<string, Uint8Array>>;

/** A manifest in a folder of these files. */
function folder(text: string, files: Files): ByteSource {
  const source = new MemorySource('manifest.json', new TextEncoder().encode(text));
  return {
    name: source.name,
    size: source.size,
    read: (offset, length) => source.read(offset, length),
    async beside(name) {
      if (files[name] === undefined) throw new HyperIqaError('FILE', `${name}: there is no such file.`);
      return new MemorySource(name, files[name]);
    },
    close: () => source.close(),
  };
}

const open = (manifest: unknown, files: Files): Promise<TensorFile> =>
  openTensorFile(folder(typeof manifest === 'string' ? manifest : JSON.stringify(manifest), files));

const values = async (file: TensorFile, name: string) => [...(await toFloat32(file.tensors.get(name)!))];
const floats = (...numbers: number[]) => new Uint8Array(Float32Array.from(numbers).buffer);
const bytes = (...numbers: number[]) => Uint8Array.from(numbers);

const uint8 = { dtype: 'uint8', scale: 0.25, min: -1 };
const quantised = { name: 'a/b', shape: [2, 2], dtype: 'float32', quantization: uint8 };
const plain = { name: 'c', shape: [2], dtype: 'float32' };
const whole = (...weights: unknown[]) => [{ weights, paths: ['one.bin', 'two.bin'] }];

test('plain and quantised tensors are read across the boundaries of files', async () => {
  const all = Buffer.concat([bytes(0, 1, 2, 255), floats(1.5, -3)]);
  for (const cut of [0, 3, 6, all.length]) {
    const files = { 'one.bin': all.subarray(0, cut), 'two.bin': all.subarray(cut) };
    const file = await open(whole(quantised, plain), files);
    assert.is(file.format, 'tensorflow-js');
    assert.equal(file.tensors.get('a/b')?.shape, [2, 2]);
    assert.equal(await values(file, 'a/b'), [-1, -0.75, -0.5, 62.75]);
    assert.equal(await values(file, 'c'), [1.5, -3]);
    assert.equal(
      file.parts?.map(({ name }) => name),
      ['one.bin', 'two.bin'],
    );
  }
});

test('16-bit levels, half floats, integers and bytes are read', async () => {
  const weights = [
    { name: 'levels', shape: [2], dtype: 'float32', quantization: { dtype: 'uint16', scale: 0.5, min: 1 } },
    { name: 'half', shape: [1], dtype: 'float32', quantization: { dtype: 'float16' } },
    { name: 'scalar', shape: [], dtype: 'int32' },
    { name: 'byte', shape: [1], dtype: 'uint8' },
    { name: 'none', shape: [0, 3], dtype: 'float32' },
  ];
  const data = bytes(1, 0, 0, 1, 0x00, 0xc0, 7, 0, 0, 0, 9);
  const file = await open([{ weights, paths: ['x'] }], { x: data });
  assert.equal(await values(file, 'levels'), [1.5, 129]);
  assert.equal(await values(file, 'half'), [-2]);
  assert.equal(await values(file, 'scalar'), [7]);
  assert.equal(await values(file, 'byte'), [9]);
  assert.equal(await values(file, 'none'), []);
});

test('a level is converted in double precision and rounded once', async () => {
  const [scale, min] = [0.004853619781194949, -0.5872879935245888];
  const weights = [{ ...quantised, quantization: { dtype: 'uint8', scale, min } }];
  const file = await open([{ weights, paths: ['x'] }], { x: bytes(3, 100, 121, 254) });
  assert.equal(
    await values(file, 'a/b'),
    [3, 100, 121, 254].map((level) => Math.fround(level * scale + min)),
  );
});

test('groups have separate files, also in a model.json', async () => {
  const weightsManifest = [
    { paths: ['1'], weights: [plain] },
    { paths: ['2'], weights: [{ ...plain, name: 'd' }] },
  ];
  const files = { '1': floats(1, 2), '2': floats(3, 4) };
  for (const manifest of [
    weightsManifest,
    { weightsManifest },
    { format: 'layers-model', modelTopology: {}, weightsManifest },
    { modelTopology: { class_name: 'Model' }, weightsManifest },
    `\n [ ${JSON.stringify(weightsManifest).slice(1)}`,
  ]) {
    const file = await open(manifest, files);
    assert.equal(
      [await values(file, 'c'), await values(file, 'd')],
      [
        [1, 2],
        [3, 4],
      ],
    );
  }
});

const files = { 'one.bin': bytes(0, 1, 2), 'two.bin': bytes(3) };
const withEntry = (change: object) => whole({ ...quantised, ...change });
const withPaths = (...paths: unknown[]) => [{ weights: [quantised], paths }];

for (const [what, manifest, parts] of [
  ['more values than bytes', whole(quantised, plain), ['12 bytes', '"one.bin", "two.bin" have 4']],
  ['fewer values than bytes', withEntry({ shape: [3] }), ['3 bytes', 'have 4']],
  ['a repeated name', whole(quantised, quantised), ['two tensors are called "a/b"']],
  ['a tensor without a name', withEntry({ name: undefined }), ['a tensor has no name']],
  ['an empty name', withEntry({ name: '' }), ['a tensor has no name']],
  ['a tensor that is null', whole(null), ['a tensor has no name']],
  ['no shape', withEntry({ shape: undefined }), ['the tensor "a/b" has the shape "none"']],
  ['a negative size', withEntry({ shape: [-1, 4] }), ['[-1,4]']],
  ['a size of 1.5', withEntry({ shape: [1.5] }), ['[1.5]']],
  ['a size that is a string', withEntry({ shape: ['4'] }), ['the shape']],
  ['sizes whose product is not a safe integer', withEntry({ shape: [2 ** 40, 2 ** 40] }), ['the shape']],
  ['sizes far beyond the files', withEntry({ shape: [2 ** 25, 2 ** 25] }), ['1125899906842624 bytes', 'have 4']],
  ['a thousand dimensions', withEntry({ shape: Array(1000).fill(1) }), ['the shape']],
  ['a tensor of strings', withEntry({ dtype: 'string' }), ['is of type "string"']],
  ['complex numbers', withEntry({ dtype: 'complex64' }), ['is of type "complex64"']],
  ['no type', withEntry({ dtype: undefined }), ['is of type none']],
  ['quantised integers', withEntry({ dtype: 'int32' }), ['quantised in an unknown way']],
  ['levels of 4 bits', withEntry({ quantization: { ...uint8, dtype: 'uint4' } }), ['quantised in an unknown way']],
  ['no scale', withEntry({ quantization: { dtype: 'uint8', min: 0 } }), ['quantised in an unknown way']],
  ['a scale that is a string', withEntry({ quantization: { ...uint8, scale: '1' } }), ['quantised in an unknown way']],
  ['a quantisation that is null', withEntry({ quantization: null }), ['quantised in an unknown way']],
  ['values beyond float32', withEntry({ quantization: { ...uint8, scale: 1e37 } }), ['reaches 2.55e+39']],
  ['an infinite minimum', JSON.stringify(whole(quantised)).replace('-1', '-1e999'), ['reaches Infinity']],
  ['a file in another folder', withPaths('../secret'), ['"../secret"', 'only files in its own folder']],
  ['an absolute path', withPaths('/etc/passwd'), ['only files in its own folder']],
  ['a Windows path', withPaths('..\\secret'), ['only files in its own folder']],
  ['a Windows drive', withPaths('C:secret'), ['only files in its own folder']],
  ['the folder itself', withPaths('..'), ['only files in its own folder']],
  ['a name with NUL', withPaths('a\0b'), ['only files in its own folder', '\\x00']],
  ['a file without a name', withPaths(''), ['only files in its own folder']],
  ['a number instead of a file name', withPaths(3), ['not a text']],
  ['a long name', withPaths('n'.repeat(100_000)), ['only files in its own folder']],
  ['300 files', withPaths(...Array(300).fill('one.bin')), ['300 files, more than 256']],
  ['no files', withPaths(), ['have 0']],
  ['no tensors', [{ weights: [], paths: [] }], ['it holds no tensors']],
  ['a group without files', [{ weights: [quantised] }], ['a group lacks']],
  ['a model without weights', { modelTopology: {} }, ['no list of weights']],
  ['a manifest that ends in the middle', JSON.stringify(whole(quantised)).slice(0, -9), ['it is not JSON']],
] as const) {
  test(`${what} is refused with the reason`, () =>
    refused(open(manifest, files), ['manifest.json: not a valid manifest of TensorFlow.js', ...parts]));
}

test('a file that is missing is named', () =>
  refused(open(withPaths('three.bin'), files), ['three.bin: there is no such file'], 'FILE'));

test('a manifest without a folder says where it can be converted', () => {
  const source = new MemorySource('manifest.json', new TextEncoder().encode(JSON.stringify(whole(quantised))));
  return refused(openTensorFile(source), ['"one.bin"', 'cannot be reached from here', 'command line']);
});

test('a manifest larger than any real one is not read', () =>
  refused(open(`[{"weights":[${' '.repeat(16 * 2 ** 20)}]`, files), ['more than the 16777216 that are read']));

for (const [what, text] of [
  ['brackets', `[{"weights":${'['.repeat(2e6)}`],
  ['empty groups', `[{"weights":[],"paths":[]}${',{"weights":[],"paths":[]}'.repeat(80_000)}]`],
  ['tensors', JSON.stringify(whole(...Array.from({ length: 40_000 }, (_, i) => ({ ...plain, name: `${i}` }))))],
  ['more tensors than are allowed', JSON.stringify(whole(...Array(70_000).fill(plain)))],
  ['dimensions', JSON.stringify(withEntry({ shape: Array(1e6).fill(1) }))],
] as const) {
  test(`a manifest of ${what} takes time proportional to its length`, async () => {
    const seconds = await processorSeconds(() => refused(open(text, files), ['manifest.json']));
    assert.ok(seconds < 3, `${text.length} bytes took ${seconds.toFixed(2)} s`);
  });
}

test.run();
