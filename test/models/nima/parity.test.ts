/** NIMA against Keras's and timm's networks on seeded weights, in files with the names of idealo, titu1994 and pyiqa. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversionOf } from '../../../src/convert/convert.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { StoredTensor, TensorFile } from '../../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { cropTensor } from '../../../src/image/crop-tensor.ts';
import { zeroToOne } from '../../../src/image/normalisation.ts';
import type { Photo } from '../../../src/image/photo.ts';
import type { CropProtocol } from '../../../src/image/protocols/protocol.ts';
import { sCnnDistribution } from '../../../src/models/backbones/s-cnn.ts';
import type { MetricModel } from '../../../src/models/metric.ts';
import { nimaModels } from '../../../src/models/nima/model.ts';
import { centre224, centre299, squashed, whole, wholeInception } from '../../../src/models/nima/protocols.ts';
import { resizedCrops } from '../../../src/models/nima/pyiqa-input.ts';
import { resizeNearest } from '../../../src/models/nima/resize-nearest.ts';
import { checkpointOf } from '../../../src/models/checkpoint-of.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, relativeError, type Sampled, type SampledTensors } from '../fixture.ts';
import {
  convertedFiles,
  kerasDistribution,
  type SeededWeights,
  scoreWithTensors,
  seededCheckpoint,
} from '../seeded.ts';

interface Judged {
  readonly tensors: SampledTensors;
  readonly score: number;
  readonly deviation: number;
}

const fixture: {
  readonly photo: string;
  readonly box: Box;
  readonly seed: number;
  /** SHA-256 of the photo's pixels, resized to these sizes. */
  readonly nearest: Readonly<Record<string, string>>;
  readonly mobilenet: Readonly<Record<'squashed' | 'whole' | 'file', Judged>> & Pick<SeededWeights, 'shapes'>;
  readonly inceptionByKeras: Judged & Pick<SeededWeights, 'shapes'>;
  readonly inceptionByTimm: Judged & Pick<SeededWeights, 'shapes'>;
  readonly inceptionOfOneOutput: Omit<Judged, 'deviation'> & Pick<SeededWeights, 'shapes'>;
  readonly vgg16: Judged & Pick<SeededWeights, 'shapes'> & { readonly crop: Sampled };
} = JSON.parse(readFileSync('test/models/nima/fixture.json', 'utf8'));
const [nima, nimaVgg16, nimaInception] = nimaModels as [MetricModel, MetricModel, MetricModel];
const photo = await decodePhoto(`samples/${fixture.photo}`);
const { seed, mobilenet, vgg16 } = fixture;

function mobilenetFile(): TensorFile {
  return { ...seededCheckpoint({ seed, shapes: mobilenet.shapes }, '', kerasDistribution), format: 'keras-hdf5' };
}

async function assertJudged(
  model: MetricModel,
  file: TensorFile,
  input: Photo,
  protocol: CropProtocol,
  expected: Judged,
): Promise<void> {
  const { value, parts, tensors } = await scoreWithTensors(model, [file], { photo: input }, {}, protocol.name);
  assertTensors(tensors, expected.tensors, 1e-4);
  const near = (found: number, wanted: number, what: string) =>
    assert.ok(Math.abs(found - wanted) < 1e-4, `${what}: ${found}, in the reference ${wanted}`);
  near(value, expected.score, 'score');
  near(parts!.deviation!, expected.deviation, 'deviation');
  const rated = Array.from({ length: 10 }, (_, i) => parts![`rated-${i + 1}`]!);
  assert.equal(rated, Array.from(tensors.classes!));
  near(
    rated.reduce((sum, p) => sum + p, 0),
    1,
    'all ratings together',
  );
}

/** Fails unless both files convert to the same weights. */
async function assertAlike(a: TensorFile, b: TensorFile): Promise<void> {
  const [first, second] = await Promise.all([convertedFiles([a]), convertedFiles([b])]);
  assert.equal([...first.tensors.keys()], [...second.tensors.keys()]);
  for (const [name, tensor] of first.tensors) {
    assert.ok(Buffer.from(await tensor.read()).equals(await second.tensors.get(name)!.read()), name);
  }
}

test("a photo squashed without a filter gets the score of Keras's MobileNet", () =>
  assertJudged(nima, mobilenetFile(), photo, squashed, mobilenet.squashed));

test("a photo of odd sides at its own size gets the score of Keras's MobileNet", () =>
  assertJudged(nima, mobilenetFile(), cropPhoto(photo, fixture.box), whole, mobilenet.whole));

test("a whole model of fewer blocks, written by Keras, gives Keras's scores", async () => {
  const source = await openFile('test/models/nima/mobilenet.h5');
  await assertJudged(nima, await openTensorFile(source), photo, squashed, mobilenet.file);
  await source.close();
});

test('a whole model whose layers contradict their names and shapes is refused', async () => {
  const source = await openFile('test/models/nima/mobilenet.h5');
  const file = await openTensorFile(source);
  for (const [part, other, words] of [
    ['"epsilon": 0.001', '"epsilon": 1e-05', ['conv1_bn', 'epsilon 0.00001', 'epsilon 0.001']],
    ['"strides": [2, 2]', '"strides": [1, 1]', ['conv1', 'stride 1x1', 'stride 2x2']],
    ['"activation": "softmax"', '"activation": "sigmoid"', ['dense_1', 'sigmoid', 'softmax']],
  ] as const) {
    const text = file.metadata.model_config!;
    assert.ok(text.includes(part), part);
    const changed = { ...file, metadata: { ...file.metadata, model_config: text.replace(part, other) } };
    await refused(
      planConversionOf([{ name: 'file', file: changed }], { dtype: 'f32', sourceSha256: '' }),
      ['NIMA', ...words],
      'WEIGHTS',
    );
  }
  await source.close();
});

test('layers and kernels that another Keras version names differently are found', async () => {
  const file = mobilenetFile();
  const renamed = Array.from(file.tensors.values(), (tensor): [string, StoredTensor] => {
    const name = tensor.name.replace('dense_1/', 'dense_12/').replace('depthwise_kernel', 'kernel');
    return [name, { ...tensor, name }];
  });
  await assertAlike({ ...file, tensors: new Map(renamed) }, file);
});

test("a resize without a filter gives Pillow's pixels", () => {
  for (const [size, digest] of Object.entries(fixture.nearest)) {
    const [width, height] = size.split('x').map(Number) as [number, number];
    const { data } = resizeNearest(photo, width, height);
    assert.is(createHash('sha256').update(data).digest('hex'), digest, size);
  }
});

test('a file is converted as the training that the user names', async () => {
  const files = [{ name: 'file', file: mobilenetFile() }];
  const plan = (checkpoint?: string) => planConversionOf(files, { dtype: 'f32', sourceSha256: '', checkpoint });
  assert.is((await plan()).metadata.checkpoint, 'nima-aesthetic');
  const { metadata } = await plan('nima-titu1994');
  assert.equal([metadata.checkpoint, metadata.protocol], ['nima-titu1994', 'whole']);
  assert.is(checkpointOf(nima, { metadata }).label, 'titu1994');
  await refused(plan('rankiqa-live'), ['NIMA', 'rankiqa-live', 'nima-technical'], 'USAGE');
});

test('the centre of a photo is resized as torchvision resizes tensors', () => {
  const plan = centre224.plan(photo, {});
  const error = relativeError(cropTensor(plan, resizedCrops(zeroToOne)), vgg16.crop);
  assert.ok(error < 2e-6, `${error}`);
});

test("the centre of a photo gets the score of timm's VGG-16, from pyiqa's file", () => {
  const file = seededCheckpoint({ seed, shapes: vgg16.shapes }, 'params.', sCnnDistribution);
  return assertJudged(nimaVgg16, file, photo, centre224, vgg16);
});

test("a photo at its own size gets the score of Keras's Inception-ResNet-v2, whatever number its layers start with", async () => {
  const { shapes } = fixture.inceptionByKeras;
  const file = seededCheckpoint({ seed, shapes }, '', kerasDistribution);
  const part = cropPhoto(photo, fixture.box);
  await assertJudged(nimaInception, file, part, wholeInception, fixture.inceptionByKeras);
  const renumbered = Array.from(file.tensors.values(), (tensor): [string, StoredTensor] => {
    const name = tensor.name.replace(
      /^(conv2d|batch_normalization)_(\d+)/,
      (_, kind, n) => `${kind}_${Number(n) + 95}`,
    );
    return [name, { ...tensor, name }];
  });
  const later = { ...file, tensors: new Map(renumbered.reverse()) };
  await assertAlike(later, file);
});

test("the centre of a photo gets the score of timm's Inception-ResNet-v2 with fewer blocks, from pyiqa's file", () => {
  const { shapes } = fixture.inceptionByTimm;
  const file = seededCheckpoint({ seed, shapes }, 'params.', sCnnDistribution);
  return assertJudged(nimaInception, file, photo, centre299, fixture.inceptionByTimm);
});

test('a network with one output gives only the score', async () => {
  const { shapes, tensors: expected, score } = fixture.inceptionOfOneOutput;
  const file = seededCheckpoint({ seed, shapes }, 'params.', sCnnDistribution);
  const { value, parts, tensors } = await scoreWithTensors(nimaInception, [file], { photo });
  assertTensors(tensors, expected, 1e-4);
  assert.ok(Math.abs(value - score) < 1e-4, `${value}, in the reference ${score}`);
  assert.is(parts, undefined);
});

test.after(closeTestEngine);
test.run();
