/** Landmarks, compared with those that the publisher's own code finds in TensorFlow.js. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { Compiler } from '../../../src/graph/program.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import type { Point } from '../../../src/image/point.ts';
import { open } from '../../../src/models/face-landmarks/code.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';

interface Case {
  readonly photo: string;
  readonly box: Box;
  readonly pixelsSha256: string;
  readonly landmarks: readonly Point[];
}

const path = 'test/models/face-landmarks/fixture.json';
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(path, 'utf8'));
const weights = 'weights/face-landmarks.safetensors';
const file = await openTensorFile(new MemorySource(weights, readFileSync(weights)));

/** In pixels: the largest effect of float32 rounding on a crop of 512 pixels. */
const bound = 0.01;

for (const { photo: name, box, pixelsSha256, landmarks } of cases) {
  test(`${name}, ${box.join(' ')}: all landmarks are where TensorFlow.js finds them`, async () => {
    const photo = await decodePhoto(`samples/${name}`);
    const pixels = createHash('sha256').update(cropPhoto(photo, box).data).digest('hex');
    assert.is(pixels, pixelsSha256, 'the pixels are not those that the reference saw');
    const landmarker = await open(await openTestEngine(), file);
    const found = await landmarker.find(photo, box);
    landmarker.dispose();
    assert.is(found.length, landmarks.length);
    const distances = found.map(([x, y], i) => Math.hypot(x - landmarks[i][0], y - landmarks[i][1]));
    const farthest = Math.max(...distances);
    assert.ok(farthest <= bound, `landmark ${distances.indexOf(farthest)} lies ${farthest} pixels off`);
  });
}

/** A compiler whose program returns these positions. */
const saying = (places: Float32Array) =>
  ({ precision: 'f32', compile: async () => ({ run: async () => ({ places }) }) }) as unknown as Compiler;

test('a box that leaves the photo is clipped, and its landmarks are in pixels of the photo', async () => {
  const middle = await open(saying(new Float32Array(136).fill(0.5)), file);
  const photo = { width: 40, height: 30, data: new Uint8Array(3600) };
  // The box covers pixels 0..9 by 4..23; the network gets a square of 20 around their centre.
  const found = await middle.find(photo, [-7, 4.5, 9.2, 23.5]);
  assert.equal(found, Array(68).fill([5, 14]));
});

test('a box outside the photo has no landmarks', async () => {
  const nowhere = await open(saying(new Float32Array(136)), file);
  const photo = { width: 4, height: 4, data: new Uint8Array(48) };
  await refused(nowhere.find(photo, [9, 9, 12, 12]), ['holds no pixel'], 'IMAGE_TOO_SMALL');
});

test('positions that are not finite are an error of the weights', async () => {
  const broken = await open(saying(new Float32Array(136).fill(Number.NaN)), file);
  const photo = { width: 4, height: 4, data: new Uint8Array(48) };
  await refused(broken.find(photo, [0, 0, 4, 4]), ['face landmarks', 'infinities or NaN'], 'WEIGHTS');
});

test.after(closeTestEngine);
test.run();
