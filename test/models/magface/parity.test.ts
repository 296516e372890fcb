/** MagFace against PyTorch: on seeded weights, and on the authors' pictures with the published ones where they are here. */
import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../../src/convert/convert.ts';
import { weightsIn } from '../../../src/convert/weights-in.ts';
import { magFace } from '../../../src/models/magface/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { checkpoint, judge, readFaceFixture } from '../aligned-face.ts';
import { assertTensors } from '../fixture.ts';

const fixture = readFaceFixture('magface');

for (const prefix of ['state_dict.features.module.', 'state_dict.module.features.', '']) {
  test(`a checkpoint with its names behind '${prefix}' is recognised, in its own depths and widths`, async () => {
    const plan = await planConversion(checkpoint(fixture, prefix), { dtype: 'f32', sourceSha256: '' });
    assert.is(plan.model, 'magface');
    const { missing, differing, extra, others, places } = plan.report;
    assert.equal([missing, differing, extra, others], [[], [], [], []]);
    assert.equal(
      places.map((place) => place.prefix),
      [prefix],
    );
    assert.is(plan.tensors.length, Object.keys(fixture.shapes).length);
  });
}

test("a face's intermediate tensors and score are PyTorch's", async () => {
  const { score, tensors } = await judge(magFace, [checkpoint(fixture, 'state_dict.features.module.')], fixture);
  assertTensors(tensors, fixture.tensors, 1e-4);
  const error = Math.abs(score / fixture.score - 1);
  assert.ok(error < 1e-4, `${score}, in PyTorch ${fixture.score}: ${error} relative`);
});

/** The authors' weights, and the pictures of inference/toy_imgs with the lengths in their feat.list. */
const published = '../shared/models/survey/magface_epoch_00025.pth';
const pictures = '../shared/models/survey/toy_imgs';
const publishedLengths = [21.779, 22.164, 24.09, 24.401, 25.903, 27.112, 27.413, 28.224, 28.734, 30.247];
const testPublished = existsSync(published) && existsSync(pictures) ? test : test.skip;

testPublished("the published weights give the authors' own lengths for their pictures", async () => {
  const source = await openFile(published);
  const { file } = await weightsIn(source);
  const metric = await openMetric(await openTestEngine(), magFace, file);
  for (const [i, expected] of publishedLengths.entries()) {
    const { value } = await metric.score({ photo: await decodePhoto(`${pictures}/${i}.jpg`) });
    assert.ok(Math.abs(value - expected) < 2e-3, `${i}.jpg: ${value}, by the authors ${expected}`);
  }
  metric.dispose();
  await source.close();
});

test.after(closeTestEngine);
test.run();
