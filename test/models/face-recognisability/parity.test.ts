/**
 * With the committed weights: the recognition network against face-api.js's own code in TensorFlow.js, and the scores of
 * pictures of faces against PyTorch.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { openEmbedder } from '../../../src/models/face-recognisability/code.ts';
import { faceRecognisability } from '../../../src/models/face-recognisability/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';

interface Picture {
  readonly photo: string;
  readonly box: Box;
  readonly pixelsSha256: string;
}

function casesOf<T>(name: string): readonly (Picture & T)[] {
  return JSON.parse(readFileSync(`test/models/face-recognisability/${name}.json`, 'utf8')).cases;
}

async function pixelsOf({ photo, box, pixelsSha256 }: Picture): Promise<Photo> {
  const pixels = cropPhoto(await decodePhoto(`samples/${photo}`), box);
  assert.is(createHash('sha256').update(pixels.data).digest('hex'), pixelsSha256, 'not the pixels of the reference');
  return pixels;
}

const weights = 'weights/face-recognisability.safetensors';
const file = await openTensorFile(new MemorySource(weights, readFileSync(weights)));
const engine = await openTestEngine();
const metric = await openMetric(engine, faceRecognisability, file);

test("descriptors of faces and of other pictures are TensorFlow.js's", async () => {
  const embedder = await openEmbedder(engine, file);
  for (const picture of casesOf<{ readonly descriptor: readonly number[] }>('descriptors')) {
    const found = await embedder.embed(await pixelsOf(picture));
    const { photo, box, descriptor } = picture;
    const largest = Math.max(...descriptor.map(Math.abs));
    const error = Math.max(...descriptor.map((value, i) => Math.abs(value - found[i]))) / largest;
    assert.ok(error <= 1e-4, `${photo}, ${box.join(' ')}: off by ${error} of the largest magnitude`);
  }
  embedder.dispose();
});

for (const picture of casesOf<{ readonly score: number }>('fixture')) {
  const { photo, box, score } = picture;
  test(`${photo}, ${box.join(' ')}: the score is PyTorch's`, async () => {
    const { value, parts } = await metric.score({ photo: await pixelsOf(picture) });
    assert.ok(Math.abs(value - score) <= 0.01, `${value} instead of ${score}`);
    assert.equal(Object.keys(parts ?? {}), ['stability']);
    // Mean distances of 0 to 2 give a stability of 1 to 0.238.
    assert.ok(parts!.stability > 0.24 && parts!.stability < 1, `stability ${parts!.stability}`);
  });
}

test('a picture of another size is taken as one of a face', async () => {
  const photo = await decodePhoto('samples/grace-hopper.jpg');
  const { value } = await metric.score({ photo });
  assert.ok(value > 0 && value < 100, `${value}`);
});

test.after(async () => {
  metric.dispose();
  await closeTestEngine();
});
test.run();
