/** The network against PyTorch with the committed weights, and its words. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { faultsIn, kinds } from '../../../src/models/photo-judge/kinds.ts';
import { photoJudge } from '../../../src/models/photo-judge/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';

interface Case {
  readonly photo: string;
  /** Top and left of each crop. */
  readonly places: readonly (readonly [number, number])[];
  readonly score: number;
  /** Of each kind, as means over the crops. */
  readonly probabilities: readonly number[];
  readonly levels: readonly number[];
}

const { cases }: { cases: readonly Case[] } = JSON.parse(readFileSync('test/models/photo-judge/fixture.json', 'utf8'));
const weights = 'weights/photo-judge.safetensors';
const file = await openTensorFile(new MemorySource(weights, readFileSync(weights)));
const metric = await openMetric(await openTestEngine(), photoJudge, file);

for (const { photo, places, score, probabilities, levels } of cases) {
  test(`${photo}: places, score, probabilities and words are PyTorch's`, async () => {
    const found = await metric.score({ photo: await decodePhoto(`samples/${photo}`) });
    assert.equal(
      found.crops!.scores.map(({ top, left }) => [top, left]),
      places,
    );
    assert.ok(Math.abs(found.value - score) <= 1e-3, `${found.value} instead of ${score}`);
    for (const [i, { name }] of kinds.entries()) {
      const error = Math.abs(found.parts![name]! - probabilities[i]!);
      assert.ok(error <= 1e-4, `${name}: ${found.parts![name]} instead of ${probabilities[i]}`);
    }
    assert.is(found.words, faultsIn([...probabilities, ...levels], Number(file.metadata.bound)).words);
  });
}

test('kinds above the bound are named, the likeliest first and three at most, with their strengths', () => {
  const means = (found: Readonly<Record<string, readonly [probability: number, level: number]>>) => [
    ...kinds.map(({ name }) => found[name]?.[0] ?? 0),
    ...kinds.map(({ name }) => found[name]?.[1] ?? 0),
  ];
  const words = (found: Parameters<typeof means>[0]) => faultsIn(means(found), 0.5).words;
  assert.is(words({ jpeg: [0.5, 4] }), 'no damage found');
  assert.is(
    words({ jpeg: [0.6, 2.4], 'white-noise': [0.9, 5.7], haze: [0.7, 0.2], dirt: [0.55, 3] }),
    'noisy, severe (probability 0.90); hazy, very slight (probability 0.70); ' +
      'compressed by JPEG, slight (probability 0.60)',
  );
  // One of two blurs is likelier than either, and the likelier one is named.
  assert.is(words({ 'gaussian-blur': [0.4, 3], 'lens-blur': [0.3, 2] }), 'blurred, moderate (probability 0.58)');
});

test.after(async () => {
  metric.dispose();
  await closeTestEngine();
});
test.run();
