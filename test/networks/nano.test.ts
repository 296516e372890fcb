import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTensorFile } from '../../src/formats/detect.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { openFile } from '../../src/platform/file-source.ts';
import { HyperIqa, protocolOf } from '../../src/scoring/hyperiqa-scorer.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { assertAgreesWithPyTorch } from './agreement.ts';
import { type NanoFixture, readFixture } from './fixture.ts';

const path = 'weights/hyperiqa-nano.safetensors';
const fixture = readFixture<NanoFixture>('nano');
const source = await openFile(path);
const file = await openTensorFile(source);

test('the nano weights are those that the reference computed with, and at most 3 MB', async () => {
  const bytes = await readFile(path);
  assert.is(createHash('sha256').update(bytes).digest('hex'), fixture.weightsSha256);
  assert.ok(bytes.length <= 3_000_000, `${bytes.length} bytes`);
});

test("the nano model agrees with PyTorch's, layer by layer and in its scores", () =>
  assertAgreesWithPyTorch(fixture, weightsOf(file)));

test('the sample photos score as in PyTorch, and the sharp cup of coffee above its degraded twins', async () => {
  const quality = new HyperIqa(await openTestEngine(), weightsOf(file), protocolOf(file));
  const scores: Record<string, number> = {};
  for (const [name, expected] of Object.entries(fixture.tenCropScores)) {
    const { score } = await quality.score(await decodePhoto(`samples/${name}`), { crops: 10, seed: 0 });
    assert.ok(Math.abs(score - expected) <= 0.01, `${name} scores ${score}, in PyTorch ${expected}`);
    scores[name] = score;
  }
  for (const twin of ['coffee-blurred.jpg', 'coffee-compressed.jpg']) {
    assert.ok(scores['coffee.jpg'] > scores[twin], `coffee.jpg ${scores['coffee.jpg']}, ${twin} ${scores[twin]}`);
  }
});

test.after(async () => {
  await closeTestEngine();
  await source.close();
});
test.run();
