/** FaceQnet against PyTorch on seeded weights, in a whole Keras model, as FaceQnet is published. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion, writeConversion } from '../../../src/convert/convert.ts';
import { weightsIn } from '../../../src/convert/weights-in.ts';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { faceQnet } from '../../../src/models/faceqnet/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { scoreWithTensors } from '../seeded.ts';
import { wholeModel } from './whole.ts';

interface Fixture {
  readonly photo: string;
  readonly box: Box;
  readonly score: number;
  readonly tensors: SampledTensors;
}

const fixture: Fixture = JSON.parse(readFileSync('test/models/faceqnet/fixture.json', 'utf8'));
const options = { dtype: 'f32', sourceSha256: '' } as const;

async function face() {
  return cropPhoto(await decodePhoto(`samples/${fixture.photo}`), fixture.box);
}

test("a whole Keras model's tensors and score are PyTorch's", async () => {
  const { value, tensors } = await scoreWithTensors(faceQnet, [await wholeModel()], { photo: await face() });
  assertTensors(tensors, fixture.tensors, 1e-4);
  const error = Math.abs(value - fixture.score);
  assert.ok(error < 1e-4, `${value}, in PyTorch ${fixture.score}: ${error} apart`);
});

test('the file names the last layers and their activations, which a converted file keeps', async () => {
  const plan = await planConversion(await wholeModel(), options);
  const { missing, differing, extra } = plan.report;
  assert.equal([plan.model, missing, differing, extra], ['faceqnet', [], [], []]);
  assert.is(plan.metadata.head_activations, 'relu relu linear');
  const chunks: Uint8Array[] = [];
  await writeConversion(plan, { write: async (bytes) => void chunks.push(bytes.slice()) });
  const file = await openTensorFile(new MemorySource('converted', Buffer.concat(chunks)));
  const metric = await openMetric(await openTestEngine(), faceQnet, file);
  const { value } = await metric.score({ photo: await face() });
  metric.dispose();
  assert.is(metric.checkpoint.name, 'faceqnet-v1');
  assert.ok(Math.abs(value - fixture.score) < 1e-4, `${value}, in PyTorch ${fixture.score}`);
});

test('a download is taken as the checkpoint that was requested', async () => {
  const { metadata } = await planConversion(await wholeModel(), { ...options, checkpoint: 'faceqnet-v0' });
  assert.is(metadata.checkpoint, 'faceqnet-v0');
});

test('weights alone are refused, since they do not show the computation of the last layers', async () => {
  const file = { ...(await wholeModel()), metadata: {} };
  const tensors = new Map(
    [...file.tensors].map(([name, tensor]) => [renamed(name), { ...tensor, name: renamed(name) }]),
  );
  await refused(
    planConversion({ ...file, tensors }, options),
    ['faceqnet', 'weights alone', 'FaceQnet_v1.h5'],
    'WEIGHTS',
  );
});

function renamed(name: string): string {
  return name.replace('dim_proj', 'head_0').replace('main_output', 'head_1');
}

/** The authors' weights, and the pictures and scores in their repository. */
const published = '../shared/models/survey/FaceQnet.h5';
const pictures = '../shared/models/survey/Samples_cropped';
const publishedScores: Readonly<Record<string, number>> = {
  'Picture 11': 0.6432184,
  'Picture 12': 0.6673627,
  'Picture 14': 0.6187923,
  'Picture 16': 0.6120647,
  'Picture 17': 0.6440482,
  'Picture 18': 0.63726854,
  'Picture 19': 0.61134356,
  'Picture 20': 0.5904906,
  'Picture 21': 0.623368,
  'Picture 22': 0.6265274,
  'Picture 23': 0.6160995,
  'Picture 24': 0.5878164,
  'Picture 25': 0.6301827,
  'Picture 26': 0.6101029,
  'Picture 27': 0.63059807,
  'Picture 28': 0.6226071,
  'Picture 29': 0.6784601,
  'Picture 30': 0.61263466,
  'Picture 32': 0.49524456,
  'Picture 35': 0.606883,
  'Picture 36': 0.57515436,
  Picture10: 0.67738533,
};
const testPublished = existsSync(published) && existsSync(pictures) ? test : test.skip;

testPublished("the published v0 gives the authors' scores for their pictures", async () => {
  const source = await openFile(published);
  const { file } = await weightsIn(source);
  const metric = await openMetric(await openTestEngine(), faceQnet, file);
  const names = readdirSync(pictures).map((name) => name.replace('.png', ''));
  assert.equal(names.sort(), Object.keys(publishedScores).sort());
  for (const [name, expected] of Object.entries(publishedScores)) {
    const { value } = await metric.score({ photo: await decodePhoto(`${pictures}/${name}.png`) });
    // OpenCV's resize differs by a level between builds of OpenCV.
    assert.ok(Math.abs(value - expected) < 1e-3, `${name}: ${value}, by the authors ${expected}`);
  }
  metric.dispose();
  await source.close();
});

test.after(closeTestEngine);
test.run();
