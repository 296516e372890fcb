import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { hyperIqa } from '../../../src/models/hyperiqa/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { type NanoFixture, readFixture } from '../fixture.ts';
import { assertAgreesWithPyTorch } from './agreement.ts';

const path = 'weights/hyperiqa-nano.safetensors';
const fixture = readFixture<NanoFixture>('nano');
const source = await openFile(path);
const file = await openTensorFile(source);

test('the nano weights are those of the reference, and at most 3 MB', async () => {
  const bytes = await readFile(path);
  assert.is(createHash('sha256').update(bytes).digest('hex'), fixture.weightsSha256);
  assert.ok(bytes.length <= 3_000_000, `${bytes.length} bytes`);
});

test('the nano model agrees with PyTorch, layer by layer and in its scores', () =>
  assertAgreesWithPyTorch(fixture, weightsOf(file)));

test('the sample photos score as in PyTorch, and the sharp cup of coffee above its degraded versions', async () => {
  // The naming of a checkpoint whose scores are not clipped to their range.
  const unclipped = { ...file, metadata: { ...file.metadata, source_naming: 'authors' } };
  const quality = await openMetric(await openTestEngine(), hyperIqa, unclipped);
  const scores: Record<string, number> = {};
  for (const [name, expected] of Object.entries(fixture.tenCropScores)) {
    const photo = await decodePhoto(`samples/${name}`);
    const { value } = await quality.score({ photo }, { crops: 10, seed: 0 });
    assert.ok(Math.abs(value - expected) <= 0.01, `${name} scores ${value}, in PyTorch ${expected}`);
    scores[name] = value;
  }
  for (const twin of ['coffee-blurred.jpg', 'coffee-compressed.jpg']) {
    assert.ok(scores['coffee.jpg'] > scores[twin], `coffee.jpg ${scores['coffee.jpg']}, ${twin} ${scores[twin]}`);
  }
});

test("no crop's score by the nano model leaves 0 to 100", async () => {
  const quality = await openMetric(await openTestEngine(), hyperIqa, file);
  const { value, crops } = await quality.score({ photo: await decodePhoto('samples/coffee.jpg') });
  const scores = crops!.scores.map(({ score }) => score);
  assert.ok(Math.max(...scores) === 100 && Math.min(...scores) >= 0, scores.join(' '));
  assert.ok(value <= 100, `${value}`);
});

test.after(async () => {
  await closeTestEngine();
  await source.close();
});
test.run();
