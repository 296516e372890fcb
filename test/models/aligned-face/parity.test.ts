/**
 * MagFace, SDD-FIQA, EQFace and SER-FIQ against PyTorch on seeded weights, in files of the kinds that they are published in.
 * They share a test file since they share kernels, whose compilation takes most of the time.
 */
import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../../src/convert/convert.ts';
import { weightsIn } from '../../../src/convert/weights-in.ts';
import { eqFace } from '../../../src/models/eqface/model.ts';
import { magFace } from '../../../src/models/magface/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { sddFiqa } from '../../../src/models/sdd-fiqa/model.ts';
import { serFiq } from '../../../src/models/ser-fiq/model.ts';
import { syntheticTensors } from '../../../src/models/synthetic.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { open, refused } from '../../formats/fixture.ts';
import { type Array32, mxnetParams } from '../../formats/mxnet-writer.ts';
import { assertTensors } from '../fixture.ts';
import { mxnetDistribution } from '../seeded.ts';
import { checkpoint, type FaceFixture, judge, readFaceFixture } from './judge.ts';

function assertScore(score: number, expected: number, bound: number): void {
  const error = Math.abs(score - expected);
  assert.ok(error < bound, `${score}, in PyTorch ${expected}: ${error} apart`);
}

const ofMagFace = readFaceFixture('magface');

for (const prefix of ['state_dict.features.module.', 'state_dict.module.features.', '']) {
  test(`MagFace with the prefix '${prefix}' is recognised, with its own depths and widths`, async () => {
    const plan = await planConversion(checkpoint(ofMagFace, prefix), { dtype: 'f32', sourceSha256: '' });
    assert.is(plan.model, 'magface');
    const { missing, differing, extra, others, places } = plan.report;
    assert.equal([missing, differing, extra, others], [[], [], [], []]);
    assert.equal(
      places.map((place) => place.prefix),
      [prefix],
    );
    assert.is(plan.tensors.length, Object.keys(ofMagFace.shapes).length);
  });
}

test("MagFace's intermediate tensors and score are PyTorch's", async () => {
  const files = [checkpoint(ofMagFace, 'state_dict.features.module.')];
  const { score, tensors } = await judge(magFace, files, ofMagFace);
  assertTensors(tensors, ofMagFace.tensors, 1e-4);
  assertScore(score, ofMagFace.score, 1e-4 * ofMagFace.score);
});

test("SDD-FIQA's tensors and score are PyTorch's, from a file with 'module.' before its names", async () => {
  const fixture = readFaceFixture('sdd-fiqa');
  const { score, tensors } = await judge(sddFiqa, [checkpoint(fixture, 'module.')], fixture);
  assertTensors(tensors, fixture.tensors, 1e-4);
  assertScore(score, fixture.score, 1e-4);
});

const ofEqFace = readFaceFixture('eqface') as FaceFixture & { readonly headShapes: FaceFixture['shapes'] };
const backbone = checkpoint(ofEqFace, '');
const head = checkpoint({ ...ofEqFace, shapes: ofEqFace.headShapes }, 'module.');

test("EQFace's tensors and score are PyTorch's, in either order of its two files", async () => {
  for (const files of [
    [backbone, head],
    [head, backbone],
  ]) {
    const { score, tensors } = await judge(eqFace, files, ofEqFace);
    assertTensors(tensors, ofEqFace.tensors, 1e-4);
    assertScore(score, ofEqFace.score, 1e-4);
  }
});

test("EQFace's backbone without its head is refused", async () => {
  const parts = ['eqface is published in 2 files', 'quality is missing'];
  await refused(judge(eqFace, [backbone], ofEqFace), parts, 'WEIGHTS');
});

async function mxnetFile({ shapes, seed }: FaceFixture) {
  const layout = Object.entries(shapes).map(([name, shape]) => ({ name, shape }));
  const arrays: Array32[] = [];
  for (const { name, shape, read } of syntheticTensors(layout, seed, mxnetDistribution).tensors.values()) {
    arrays.push({ name, shape, values: await read() });
  }
  return open(mxnetParams(arrays));
}

test("SER-FIQ's tensors, distance and robustness are PyTorch's with the same masks, from an MXNet file", async () => {
  const fixture = readFaceFixture('ser-fiq') as FaceFixture & {
    readonly maskSeed: number;
    readonly distance: number;
    readonly robustness: number;
  };
  const { score, parts, tensors } = await judge(serFiq, [await mxnetFile(fixture)], fixture, fixture.maskSeed);
  assertTensors(tensors, fixture.tensors, 1e-4);
  assertScore(parts!.distance!, fixture.distance, 1e-5);
  assertScore(parts!.robustness!, fixture.robustness, 1e-5);
  assertScore(score, fixture.score, 1e-4);
});

/** The authors' weights, and the pictures of inference/toy_imgs with the feature lengths in its feat.list. */
const published = '../shared/models/survey/magface_epoch_00025.pth';
const pictures = '../shared/models/survey/toy_imgs';
const publishedLengths = [21.779, 22.164, 24.09, 24.401, 25.903, 27.112, 27.413, 28.224, 28.734, 30.247];
const testPublished = existsSync(published) && existsSync(pictures) ? test : test.skip;

testPublished("MagFace's published weights give the authors' magnitudes for their pictures", async () => {
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
