import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../src/convert/convert.ts';
import { converted } from '../../src/convert/converted.ts';
import { describeConversion } from '../../src/convert/report.ts';
import type { StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';
import { toFloat32 } from '../../src/formats/to-float32.ts';
import { pyiqaName } from '../../src/models/hyperiqa/pyiqa-names.ts';
import { open, refused } from '../formats/fixture.ts';
import { hyperIqaLayout } from '../hyperiqa-layout.ts';
import { tinyHyperIqa, tinyWidths } from '../tiny-weights.ts';

const options = { dtype: 'f32', sourceSha256: '' } as const;

function tensor(name: string, shape: readonly number[], value: number): StoredTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return { name, shape, dtype: 'f32', read: async () => new Uint8Array(new Float32Array(count).fill(value).buffer) };
}

/** A small HyperIQA whose every value is `value`, with a prefix before each name. */
function model(prefix: string, value = 1, rename = (name: string) => name): readonly StoredTensor[] {
  return hyperIqaLayout(tinyWidths).map(({ name, shape }) => tensor(prefix + rename(name), shape, value));
}

function file(
  tensors: readonly StoredTensor[],
  opaque: readonly (readonly [string, string])[] = [],
  format: TensorFile['format'] = 'pytorch-zip',
  metadata = {},
): TensorFile {
  return { format, metadata, tensors: new Map(tensors.map((t) => [t.name, t])), opaque: new Map(opaque) };
}

/** The value that all converted tensors have. */
async function commonValue(tensors: readonly StoredTensor[]): Promise<number> {
  const values = await Promise.all(tensors.map(async (tensor) => (await toFloat32(tensor))[0]));
  assert.is(new Set(values).size, 1);
  return values[0]!;
}

const keys = 'state_dict model_state_dict params params_ema ema weights net model module 0 best_state'.split(' ');
const wrappers = ['module.', 'model.', '_orig_mod.', 'net.', 'backbone.', 'module._orig_mod.', '_orig_mod.module.'];
const prefixes = ['', ...keys.map((key) => `${key}.`), ...wrappers, 'callbacks.EMA.ema_state_dict.module._orig_mod.'];

for (const prefix of [...prefixes, ...wrappers.map((wrapper) => `checkpoint.state_dict.${wrapper}`)]) {
  test(`'${prefix}' before every name is removed, for both namings and in safetensors`, async () => {
    for (const rename of [(name: string) => name, pyiqaName]) {
      for (const format of ['pytorch-zip', 'pytorch-legacy', 'safetensors'] as const) {
        const conversion = await planConversion(file(model(prefix, 1, rename), [], format), options);
        assert.equal([conversion.report.missing, conversion.report.extra], [[], []]);
        assert.is(conversion.metadata.source_prefix ?? '', prefix);
        assert.is(conversion.metadata.protocol, rename === pyiqaName ? 'uniform' : 'demo');
        assert.is(conversion.tensors.length, hyperIqaLayout(tinyWidths).length);
      }
    }
  });
}

test("a training script's PyTorch checkpoint converts to the same bytes as its weights alone", async () => {
  const bytes = readFileSync('test/fixtures/checkpoints/tiny-hyperiqa.ckpt');
  const { tensors, report } = await planConversion(await open(new Uint8Array(bytes)), options);
  assert.equal(
    [...report.beside],
    [
      ['args', 'argparse.Namespace'],
      ['curve', 'numpy.ndarray'],
    ],
  );
  const plain = (await open(new Uint8Array(await tinyHyperIqa(2)))).tensors;
  assert.equal(tensors.map(({ name }) => name).sort(), [...plain.keys()].sort());
  for (const { name, read } of tensors) assert.equal(await read(), await plain.get(name)!.read(), name);
});

test('averaged weights are preferred to those of the last step, and the report says so', async () => {
  for (const [averaged, last] of [
    ['params_ema.', 'params.'],
    ['ema.', 'model.'],
    ['ema_state_dict.', 'state_dict.'],
    ['state_dict_ema.', 'state_dict.'],
    ['state_dict.ema_model.module.', 'state_dict.model.'],
    ['swa_model.', ''],
  ] as const) {
    for (const tensors of [
      [...model(averaged, 2), ...model(last, 1)],
      [...model(last, 1), ...model(averaged, 2)],
    ]) {
      const conversion = await planConversion(file(tensors), options);
      assert.is(await commonValue(conversion.tensors), 2, averaged);
      const lines = describeConversion(conversion).join('\n');
      assert.match(lines, `found under '${averaged.slice(0, -1)}'`);
      assert.match(lines, `hyperiqa ${last === '' ? 'at the top' : `under '${last.slice(0, -1)}'`} (complete)`);
    }
  }
});

test('averaged weights without running statistics are not preferred to complete ones', async () => {
  const averaged = model('ema.', 2).filter(({ name }) => !name.includes('running_'));
  const conversion = await planConversion(file([...averaged, ...model('model.', 1)]), options);
  assert.is(await commonValue(conversion.tensors), 1);
  assert.match(describeConversion(conversion).join('\n'), /hyperiqa under 'ema' \(\d+ of \d+ tensors\)/);
});

test('usual keys are preferred to unknown ones, and the first of two unknown ones is taken', async () => {
  const of = async (...places: readonly string[]) => {
    const tensors = places.flatMap((prefix, i) => model(`${prefix}.`, i));
    return commonValue((await planConversion(file(tensors), options)).tensors);
  };
  assert.is(await of('previous', 'state_dict'), 1);
  assert.is(await of('a', 'b'), 0);
});

test('what accompanies the weights is counted and named, with control characters escaped', async () => {
  const optimizer = Array.from({ length: 20 }, (_, i) => tensor(`optimizer.state.${i}.exp_avg`, [2], 0));
  const opaque = [
    ['args', 'argparse.Namespace'],
    ['evil\x1b[2J\n', 'x'.repeat(5000)],
  ] as const;
  const lines = describeConversion(await planConversion(file([...model('model.'), ...optimizer], opaque), options));
  const text = lines.join('\n');
  assert.match(text, 'not part of the model, left out (20 tensors)');
  assert.match(text, 'optimizer.state.0.exp_avg');
  assert.match(text, 'and 8 more');
  assert.match(text, 'args (argparse.Namespace)');
  assert.match(text, 'evil\\x1b[2J\\n');
  assert.ok(
    lines.every((line) => line.length < 200),
    'a long name is shortened',
  );
});

test("a weight that a function would have to build is refused with its name and the function's", async () => {
  const name = 'state_dict.res.conv1.weight';
  const rest = model('state_dict.').filter((tensor) => tensor.name !== name);
  const parts = [`${name} is not read (posix.system)`, 'state_dict()'];
  const work = async () => converted(file(rest, [[name, 'posix.system']]));
  await refused(work(), parts, 'WEIGHTS');
});

test('a whole model beside irrelevant tensors is refused with what to save instead', async () => {
  const whole = file([tensor('optimizer.state.0.step', [1], 0)], [['model', 'net.HyperNet']]);
  await refused((async () => planConversion(whole, options))(), ['net.HyperNet', 'model.state_dict()'], 'WEIGHTS');
});

test('safetensors of another program are converted whatever their metadata; a converted file is used unchanged', async () => {
  const foreign = file(model('model.'), [], 'safetensors', { format: 'pt' });
  assert.is((await converted(foreign)).tensors.get('res.conv1.weight')?.name, 'res.conv1.weight');
  assert.is((await converted(foreign)).metadata.model, 'hyperiqa');
  const own = file(model(''), [], 'safetensors', { model: 'hyperiqa', protocol: 'uniform' });
  assert.is(await converted(own), own);
});

test('a network that shares a few names with a known model is not taken for it', async () => {
  const network = [tensor('stages.0.gamma', [1], 0), tensor('gamma', [1], 0), tensor('alpha', [774], 0)];
  await refused((async () => planConversion(file(network), options))(), ['none of the known models'], 'WEIGHTS');
  const few = model('a.').slice(0, 20);
  await refused((async () => planConversion(file(few), options))(), ['none of the known models'], 'WEIGHTS');
});

for (const [what, value, dtype, part] of [
  ['NaN', Number.NaN, 'f32', 'is NaN'],
  ['infinite', Number.NEGATIVE_INFINITY, 'f32', 'is -Infinity'],
  ['too large for float32', 1e300, 'f64', 'is 1e+300, beyond what float32 holds'],
] as const) {
  test(`a weight that is ${what} is refused with its tensor and position`, async () => {
    const [first, ...rest] = model('');
    const values = new (dtype === 'f64' ? Float64Array : Float32Array)(8 * 3 * 7 * 7).fill(0.5);
    values[3 * 49 + 7 + 1] = value;
    const odd: StoredTensor = { ...first!, dtype, read: async () => new Uint8Array(values.buffer) };
    const { tensors } = await planConversion(file([odd, ...rest]), options);
    assert.is(odd.name, 'res.conv1.weight');
    await refused(tensors[0]!.read(), [`res.conv1.weight[1,0,1,1] ${part}`], 'WEIGHTS');
  });
}

test.run();
