/** S-CNN against PyTorch: on seeded weights, and on the published ones if they are beside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { weightsIn } from '../../../src/convert/weights-in.ts';
import { sCnnDistribution } from '../../../src/models/backbones/s-cnn.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { classes, verdictOf } from '../../../src/models/s-cnn/classes.ts';
import { sCnn } from '../../../src/models/s-cnn/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

const fixture: SeededWeights & { readonly photo: string; readonly tensors: SampledTensors } = JSON.parse(
  readFileSync('test/models/s-cnn/fixture.json', 'utf8'),
);

test("intermediate tensors and probabilities are PyTorch's, from a file with 'module.' before its names", async () => {
  const file = seededCheckpoint(fixture, 'module.', sCnnDistribution);
  const photo = await decodePhoto(`samples/${fixture.photo}`);
  const { value, words, parts, tensors } = await scoreWithTensors(sCnn, [file], { photo });
  assertTensors(tensors, fixture.tensors, 1e-4);
  const expected = verdictOf(fixture.tensors.probabilities!.values);
  assert.ok(Math.abs(value - expected.level) < 4e-4, `${value}, in PyTorch ${expected.level}`);
  assert.is(words, expected.words);
  for (const [kind, probability] of Object.entries(expected.probabilities)) {
    assert.ok(Math.abs(parts![kind]! - probability) < 1e-4, `${kind}: ${parts![kind]}, in PyTorch ${probability}`);
  }
});

test('39 classes are named, and the kinds that are guesses are marked', () => {
  assert.is(classes.length, 39);
  const certain = (wanted: number) => verdictOf(classes.map((_, i) => Number(i === wanted)));
  assert.is(certain(1).words, 'blurred, level 2 of 5 (probability 1.00)');
  assert.is(certain(1).level, 2);
  assert.is(certain(13).words, 'underexposed, level 2 of 2 (probability 1.00; what this class means is uncertain)');
  const doubtful = classes.flatMap(({ kind }, i) => (kind.isDoubtful ? [i] : []));
  assert.equal(doubtful, [10, 11, 12, 13, 14, 15, 16, 17, 18]);
});

/** The published weights, and each sample's most likely class and its probability in PyTorch. */
const published = '../shared/models/survey/scnn.pkl';
const publishedClasses: Readonly<Record<string, readonly [index: number, probability: number]>> = {
  'coffee-blurred': [1, 0.988],
  'coffee-compressed': [22, 0.986],
  cat: [19, 0.857],
  coffee: [19, 0.515],
  'grace-hopper': [5, 0.851],
};

const testPublished = existsSync(published) || process.env.CI === 'true' ? test : test.skip;

testPublished(
  'the published weights give the samples the same kinds of distortion and probabilities as in PyTorch',
  async () => {
    const source = await openFile(published);
    const { file } = await weightsIn(source);
    assert.equal([file.metadata.model, file.metadata.checkpoint], ['s-cnn', 's-cnn-authors']);
    const metric = await openMetric(await openTestEngine(), sCnn, file);
    for (const [photo, [index, probability]] of Object.entries(publishedClasses)) {
      const { words, parts } = await metric.score({ photo: await decodePhoto(`samples/${photo}.jpg`) });
      const { kind, level } = classes[index]!;
      assert.ok(words!.startsWith(`${kind.words}, level ${level} of 5`), `${photo}: ${words}`);
      const found = Number(/probability ([\d.]+)/.exec(words!)![1]);
      assert.ok(Math.abs(found - probability) < 0.006, `${photo}: ${found}, in PyTorch ${probability}`);
      assert.ok(parts![kind.name]! >= probability - 1e-3, `${photo}: ${parts![kind.name]} of ${kind.name}`);
    }
    metric.dispose();
    await source.close();
  },
);

test.after(closeTestEngine);
test.run();
