/** The committed weights, their conversion and the regression that uses them. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../../src/convert/convert.ts';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { gamma } from '../../../src/models/brisque/gamma.ts';
import { readRegression, scoreOf } from '../../../src/models/brisque/regression.ts';
import { type WeightSource, weightsOf } from '../../../src/models/weight-source.ts';
import { refused } from '../../formats/fixture.ts';

const path = 'weights/brisque-live.safetensors';
const open = () => openTensorFile(new MemorySource(path, readFileSync(path)));

test('the weights are complete and state the files they come from', async () => {
  const { metadata, tensors } = await open();
  assert.is(metadata.model, 'brisque');
  assert.equal(metadata.source_sha256.split(' '), [
    '4c44c7eec9e5139830c0bb0e4a044c9cd351ba5bbc9e3798beca3243e2782ff4',
    'a18427f4f7ad087524bd0d63389649a3899b51ca6d44a4d5f8d8171f1f914a9c',
  ]);
  assert.equal(tensors.get('support_vectors')?.shape, [774, 36]);
  assert.ok(readFileSync(path).length < 2 ** 20);
});

test('without the file of ranges nothing is converted, and the message says what is missing', async () => {
  const file = await open();
  const tensors = new Map([...file.tensors].filter(([name]) => name !== 'range'));
  const options = { dtype: 'f32', sourceSha256: '' } as const;
  // Without its metadata, the file is taken for one of OpenCV's two files.
  const work = planConversion({ ...file, metadata: {}, tensors }, options);
  await refused(work, ['published in 2 files (range, model)', 'range is missing'], 'WEIGHTS');
  const { report } = await planConversion({ ...file, tensors }, options);
  assert.equal(report.missing, ['range']);
});

test('other weights are refused', async () => {
  const other = await openTensorFile(new MemorySource('face', readFileSync('weights/face-detector.safetensors')));
  await refused(readRegression(weightsOf(other)), ["needs the tensor 'range'"], 'WEIGHTS');
});

test('weights that are not finite are refused', async () => {
  for (const value of [Number.NaN, Infinity]) {
    const weights = weightsOf(await open());
    const damaged: WeightSource = {
      shapeOf: (name) => weights.shapeOf(name),
      fact: (key) => weights.fact(key),
      constant(name, shape) {
        const constant = weights.constant(name, shape);
        return name === 'range' ? { ...constant, read: async () => (await constant.read()).with(40, value) } : constant;
      },
    };
    await refused(readRegression(damaged), ['BRISQUE', 'infinities or NaN'], 'WEIGHTS');
  }
});

test('a score never leaves 0 to 100, and is 100 where a feature is NaN', async () => {
  const regression = await readRegression(weightsOf(await open()));
  const middle = Float32Array.from({ length: 36 }, (_, k) => (regression.range[k] + regression.range[36 + k]) / 2);
  assert.ok(scoreOf(middle, regression) > 0 && scoreOf(middle, regression) < 100);
  // Far from every support vector only the offset of 149.6 is left, which is clipped to 100.
  assert.is(scoreOf(middle.fill(1e6), regression), 100);
  assert.is(scoreOf(middle.with(7, Number.NaN), regression), 100);
});

test('the gamma function is correct for factorials and halves, and by its reflection', async () => {
  const root = Math.sqrt(Math.PI);
  for (const [x, value] of [
    [1, 1],
    [5, 24],
    [16, 1307674368000],
    [0.5, root],
    [2.5, 0.75 * root],
    [0.1, 9.513507698668732],
    [0.3, 2.991568987687591],
  ] as const) {
    assert.ok(Math.abs(gamma(x) / value - 1) < 1e-13, `gamma(${x}) is ${gamma(x)}, not ${value}`);
  }
});

test.run();
