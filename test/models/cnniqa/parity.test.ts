/** CNNIQA against PyTorch: on seeded weights, and on the published ones if they are beside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { converted } from '../../../src/convert/converted.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import { cropTensor } from '../../../src/image/crop-tensor.ts';
import { cnnIqa } from '../../../src/models/cnniqa/model.ts';
import { normalisedGrey, patchProtocol } from '../../../src/models/cnniqa/patches.ts';
import type { Metric } from '../../../src/models/metric.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { syntheticWeights } from '../../../src/models/synthetic.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';

interface Reference {
  readonly patches: number;
  readonly first: readonly number[];
  readonly score: number;
  readonly scores: readonly number[];
}

const fixture: { readonly seed: number; readonly photos: Readonly<Record<string, Reference>> } = JSON.parse(
  readFileSync('test/models/cnniqa/fixture.json', 'utf8'),
);

/** The published weights, and their DMOS of samples/ in PyTorch with the number of patches. */
const published = '../shared/models/survey/CNNIQA-LIVE';
const publishedScores: Readonly<Record<string, readonly [score: number, patches: number]>> = {
  cat: [21.503992, 126],
  coffee: [27.2838, 216],
  'coffee-blurred': [62.194439, 216],
  'coffee-compressed': [76.091362, 216],
  'grace-hopper': [20.64304, 270],
};

const open = async (file: TensorFile) => openMetric(await openTestEngine(), cnnIqa, file);

async function scoreOf(metric: Metric, photo: string) {
  const { value, crops } = await metric.score({ photo: await decodePhoto(`samples/${photo}`) });
  return { value, scores: crops!.scores.map(({ score }) => score) };
}

const seeded = await open(await syntheticWeights(cnnIqa, fixture.seed));

for (const [photo, expected] of Object.entries(fixture.photos)) {
  test(`${photo}: patches equal PyTorch's within float32 rounding, and so do scores on seeded weights`, async () => {
    const plan = patchProtocol.plan(await decodePhoto(`samples/${photo}`), {});
    assert.is(plan.crops.length, expected.patches);
    const first = cropTensor({ ...plan, crops: plan.crops.slice(0, 1) }, normalisedGrey);
    for (const [i, value] of expected.first.entries())
      assert.ok(Math.abs(first[i] - value) < 1e-7, `${first[i]}, ${value}`);
    const { value, scores } = await scoreOf(seeded, photo);
    for (const [i, score] of expected.scores.entries()) {
      assert.ok(Math.abs(scores[i] - score) < 1e-4, `patch ${i}: ${scores[i]}, in PyTorch ${score}`);
    }
    assert.ok(Math.abs(value - expected.score) < 1e-4, `${value}, in PyTorch ${expected.score}`);
  });
}

const testPublished = existsSync(published) || process.env.CI === 'true' ? test : test.skip;

testPublished('the published weights are recognised by their names, and score the samples as in PyTorch', async () => {
  const source = await openFile(published);
  const file = await converted(await openTensorFile(source));
  assert.equal([file.metadata.model, file.metadata.checkpoint], ['cnniqa', 'cnniqa-live']);
  const metric = await open(file);
  for (const [photo, [expected, patches]] of Object.entries(publishedScores)) {
    const { value, scores } = await scoreOf(metric, `${photo}.jpg`);
    assert.is(scores.length, patches, photo);
    assert.ok(Math.abs(value - expected) < 1e-3, `${photo}: ${value}, in PyTorch ${expected}`);
  }
  await source.close();
});

test.after(closeTestEngine);
test.run();
