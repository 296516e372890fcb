import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion, writeConversion } from '../../src/convert/convert.ts';
import { describeConversion } from '../../src/convert/report.ts';
import type { DType, StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { request } from '../../src/models/face-detector/code.ts';
import { pyiqaName } from '../../src/models/hyperiqa/pyiqa-names.ts';
import { authorsWidths } from '../../src/models/hyperiqa/widths.ts';
import { layoutOf } from '../../src/models/layout.ts';
import { expected, refused } from '../formats/fixture.ts';
import { hyperIqaLayout } from '../hyperiqa-layout.ts';

const options = { dtype: 'f32', sourceSha256: 'ab' } as const;

/** A tensor whose every value is `value`; its bytes are made when it is read. */
function filled(name: string, shape: readonly number[], value: number, dtype: DType = 'f32'): StoredTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const read = async () => new Uint8Array(new Float32Array(count).fill(value).buffer);
  return { name, shape, dtype, read };
}

function file(format: TensorFile['format'], tensors: readonly StoredTensor[], metadata = {}): TensorFile {
  return { format, metadata, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

const authors = hyperIqaLayout(authorsWidths).map(({ name, shape }, i) => filled(name, shape, i));
const counters = ['res.bn1', 'res.layer1.0.bn1'].map((name) => filled(`${name}.num_batches_tracked`, [], 0, 'i64'));

const faceLayout = layoutOf(request);

/** The face detector's tensors as the reader of Caffe's files returns them. */
const caffe = faceLayout.map(({ name, shape }) => filled(name, shape, 8));

async function firstValue(tensors: readonly StoredTensor[], name: string): Promise<number> {
  return (await toFloat32(tensors.find((tensor) => tensor.name === name)!))[0]!;
}

test('HyperIQA has 27,375,369 trained values', async () => {
  const trained = hyperIqaLayout(authorsWidths).filter(({ name }) => !name.includes('running_'));
  const count = trained.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  assert.is(count, 27_375_369);
});

test("the face detector's layout has 94 tensors and 2,662,656 values", async () => {
  const counts = faceLayout.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
  assert.is(counts.length, 94);
  assert.is(
    counts.reduce((sum, count) => sum + count),
    2_662_656,
  );
});

test("pyiqa's checkpoint has every tensor of HyperIQA in the same shape, and otherwise only counters", async () => {
  const names = hyperIqaLayout(authorsWidths).map(({ name }) => pyiqaName(name));
  assert.is(new Set(names).size, names.length);
  for (const { name, shape } of hyperIqaLayout(authorsWidths))
    assert.equal(expected.pyiqa[pyiqaName(name)], [...shape], name);
  const rest = Object.keys(expected.pyiqa).filter((key) => !names.includes(key));
  assert.ok(
    rest.every((key) => key.endsWith('.num_batches_tracked')),
    rest.join(),
  );
});

test('a narrower and shallower HyperIQA is recognised by its shapes, and a missing tensor is named', async () => {
  const narrow = { ...authorsWidths, stem: 16, stages: authorsWidths.stages.map(() => ({ blocks: 2, width: 32 })) };
  const layout = hyperIqaLayout(narrow).map(({ name, shape }, i) => filled(name, shape, i));
  const { report, tensors } = await planConversion(file('pytorch-zip', layout), options);
  assert.equal([tensors.length, report.missing, report.differing, report.extra], [layout.length, [], [], []]);
  const without = layout.filter(({ name }) => name !== 'res.layer3.1.bn2.weight');
  assert.equal((await planConversion(file('pytorch-zip', without), options)).report.missing, [
    'res.layer3.1.bn2.weight',
  ]);
});

test("the authors' checkpoint converts name by name, and its counters are left out and counted", async () => {
  const { model, metadata, tensors, report } = await planConversion(
    file('pytorch-legacy', [...authors, ...counters]),
    options,
  );
  assert.is(model, 'hyperiqa');
  assert.equal(metadata, {
    model: 'hyperiqa',
    checkpoint: 'hyperiqa-koniq',
    better: 'higher',
    range: '0 100',
    protocol: 'demo',
    dtype: 'f32',
    source_format: 'pytorch-legacy',
    source_naming: 'authors',
    source_sha256: 'ab',
    converter_version: '2',
  });
  assert.equal(report, {
    found: authors.length,
    missing: [],
    extra: [],
    differing: [],
    dropped: counters.map(({ name }) => name),
    places: [{ model: 'hyperiqa', part: null, prefix: '', fitting: authors.length, total: authors.length }],
    others: [],
    unreadable: new Map(),
    beside: new Map(),
  });
  for (const { name, read } of authors.filter((_, i) => i % 20 === 0)) {
    assert.equal(await tensors.find((tensor) => tensor.name === name)!.read(), await read(), name);
  }
});

test("pyiqa's checkpoint converts to the authors' names, marked as protocol uniform", async () => {
  const renamed = authors.map((tensor) => ({ ...tensor, name: pyiqaName(tensor.name) }));
  const { metadata, tensors } = await planConversion(file('pytorch-zip', renamed), options);
  assert.is(metadata.protocol, 'uniform');
  assert.is(metadata.source_naming, 'pyiqa');
  for (const [i, { name }] of authors.entries()) assert.is(await firstValue(tensors, name), i, name);
});

test('a converted file converts again and keeps its protocol', async () => {
  const again = file('safetensors', authors, { model: 'hyperiqa', protocol: 'uniform', source_naming: 'pyiqa' });
  const { metadata } = await planConversion(again, { ...options, dtype: 'f16' });
  assert.is(metadata.protocol, 'uniform');
  assert.is(metadata.dtype, 'f16');
});

test("Caffe's four legacy dimensions fit a vector; those of a transposed matrix do not", async () => {
  const reshaped = (shape: readonly number[]) =>
    caffe.map((tensor) => (tensor.name === 'last_bn_h.0' ? filled(tensor.name, shape, 8) : tensor));
  assert.equal((await planConversion(file('caffemodel', reshaped([1, 1, 1, 256])), options)).report.differing, []);
  assert.is((await planConversion(file('caffemodel', reshaped([1, 1, 256, 1])), options)).report.differing.length, 1);
});

test('f16 halves matrices and convolutions, and keeps vectors in float32', async () => {
  const { tensors } = await planConversion(file('pytorch-zip', authors), { ...options, dtype: 'f16' });
  for (const { name, shape, dtype } of tensors) assert.is(dtype, shape.length > 1 ? 'f16' : 'f32', name);
});

test('a value beyond float16 stops a conversion to f16', async () => {
  const large = authors.map((tensor) =>
    tensor.name === 'fc5b_fc.weight' ? filled(tensor.name, tensor.shape, 70000) : tensor,
  );
  const { tensors } = await planConversion(file('pytorch-zip', large), { ...options, dtype: 'f16' });
  await refused(tensors.find(({ name }) => name === 'fc5b_fc.weight')!.read(), ['fc5b_fc.weight', '70000'], 'WEIGHTS');
});

test('missing, extra and different tensors are reported by name, and nothing is written', async () => {
  const damaged = authors
    .filter(({ name }) => name !== 'conv1.0.bias')
    .map((tensor) => (tensor.name === 'conv1.2.bias' ? filled(tensor.name, [511], 0) : tensor))
    .map((tensor) => (tensor.name === 'conv1.4.bias' ? { ...tensor, dtype: 'i64' as const } : tensor));
  const conversion = await planConversion(file('pytorch-zip', [...damaged, filled('other', [2], 0)]), options);
  assert.equal(conversion.report.missing, ['conv1.0.bias']);
  assert.equal(conversion.report.extra, ['other']);
  assert.equal(
    conversion.report.differing.map(({ name, found }) => `${name} ${found}`),
    ['conv1.2.bias [511] of f32', 'conv1.4.bias [112] of i64'],
  );
  const lines = describeConversion(conversion).join('\n');
  for (const part of [
    '301 tensors found, 1 missing, 2 with another',
    'conv1.0.bias',
    '[511] of f32, not [512]',
    'other',
  ]) {
    assert.match(lines, part);
  }
  let written = 0;
  const sink = {
    async write() {
      written++;
    },
  };
  await refused(writeConversion(conversion, sink), ['1 are missing', 'conv1.0.bias is missing', '[511]'], 'WEIGHTS');
  assert.is(written, 0);
});

test('a file of another model is refused with the model that it holds', async () => {
  const other = file('pytorch-zip', [filled('features.0.weight', [8, 3, 3, 3], 0)]);
  await refused((async () => planConversion(other, options))(), ['features.0.weight', 'HyperIQA'], 'WEIGHTS');
});

test.run();
