import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../../src/convert/convert.ts';
import { openCaffeModel } from '../../../src/formats/caffemodel.ts';
import { openSafetensors } from '../../../src/formats/safetensors.ts';
import type { ByteSource, TensorFile } from '../../../src/formats/tensor-file.ts';
import { faceBlob } from '../../../src/image/blob.ts';
import { decodeDetections } from '../../../src/models/face-detector/decode.ts';
import { faceDetectorGraph } from '../../../src/models/face-detector/network.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { assertTensors, type FaceFixture, readFixture, sha256 } from '../fixture.ts';

const fixtures = readFixture<Readonly<Record<'fp16' | 'fp32', FaceFixture>>>('face-detector');

/** OpenCV's two files, which are not in the repository. */
const originals = {
  fp16: '../shared/models/res10_300x300_ssd_iter_140000_fp16.caffemodel',
  fp32: '../shared/models/res10_300x300_ssd_iter_140000.caffemodel',
};

/** The tensors of a Caffe file as the converter would write them. */
async function readOriginal(source: ByteSource): Promise<TensorFile> {
  const file = await openCaffeModel(source);
  const { tensors } = await planConversion(file, { dtype: 'f32', sourceSha256: '' });
  return { ...file, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

/** Compares the results of a file of weights with OpenCV's. */
async function assertFileAgrees(path: string, read: (source: ByteSource) => Promise<TensorFile>, fixture: FaceFixture) {
  const source = await openFile(path);
  await assertAgreement(await read(source), fixture);
  await source.close();
}

/** Runs all the fixture's photos as one batch; compares layers and detections with OpenCV's. */
async function assertAgreement(file: TensorFile, fixture: FaceFixture): Promise<void> {
  const photos = Object.entries(fixture.detections);
  const blobs = await Promise.all(photos.map(async ([photo]) => faceBlob(await decodePhoto(`samples/${photo}`))));
  for (const [i, [photo, { inputSha256 }]] of photos.entries()) {
    assert.is(sha256(blobs[i]), inputSha256, `the blob of ${photo} is not the one that the reference saw`);
  }
  const input = new Float32Array(blobs.length * blobs[0].length);
  for (const [i, blob] of blobs.entries()) input.set(blob, i * blob.length);

  const probes = Object.keys(fixture.tensors).filter((name) => name !== 'loc' && name !== 'conf');
  const engine = await openTestEngine();
  const program = await engine.compile(faceDetectorGraph(weightsOf(file), photos.length, probes));
  const outputs = await program.run({ blob: input });
  program.dispose();

  /** The part of an output that belongs to one photo. */
  const partOf = (values: Float32Array, photo: number): Float32Array => {
    const length = values.length / photos.length;
    return values.subarray(photo * length, (photo + 1) * length);
  };
  const probed = photos.findIndex(([photo]) => photo === fixture.probedPhoto);
  const tensors = Object.entries(outputs).map(([name, values]) => [name, partOf(values, probed)]);
  assertTensors(Object.fromEntries(tensors), fixture.tensors, 1e-4);

  for (const [i, [photo, { found }]] of photos.entries()) {
    const detections = decodeDetections(partOf(outputs.loc, i), partOf(outputs.conf, i));
    assertDetections(
      photo,
      detections.filter(({ confidence }) => confidence > 0.1).map(({ confidence, box }) => [confidence, ...box]),
      found,
    );
  }
}

/** Fails unless every detection of either side has one on the other, with confidence and corners within 1e-4. */
function assertDetections(photo: string, ours: readonly (readonly number[])[], theirs: readonly (readonly number[])[]) {
  const differs = (a: readonly number[], b: readonly number[]) =>
    Math.max(...a.map((value, k) => Math.abs(value - b[k])));
  for (const [side, from, to] of [
    ['not found', theirs, ours],
    ['not in OpenCV', ours, theirs],
  ] as const) {
    for (const detection of from) {
      // A detection at the threshold may be on either side of it.
      if (Math.abs(detection[0] - 0.1) < 1e-4) continue;
      const nearest = Math.min(...to.map((other) => differs(detection, other)));
      assert.ok(nearest <= 1e-4, `${photo}: ${side}: ${detection.join(', ')}; the nearest differs by ${nearest}`);
    }
  }
}

test("the embedded face detector agrees with OpenCV's float16 file, layer by layer and face by face", () =>
  assertFileAgrees('weights/face-detector.safetensors', openSafetensors, fixtures.fp16));

for (const label of ['fp16', 'fp32'] as const) {
  if (!existsSync(originals[label])) continue;
  test(`OpenCV's own ${label} file finds what OpenCV finds with it`, () =>
    assertFileAgrees(originals[label], readOriginal, fixtures[label]));
}

test.after(closeTestEngine);
test.run();
