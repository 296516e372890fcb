/** CNNIQA++ and CNNIQA+ against PyTorch on seeded weights. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kinds } from '../../../src/models/cnniqa-plus/kinds.ts';
import { cnnIqaPlusModels } from '../../../src/models/cnniqa-plus/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

interface Reference {
  readonly shapes: SeededWeights['shapes'];
  readonly score: number;
  /** Scores of the first patches. */
  readonly crops: readonly number[];
  /** Probabilities of the kinds of distortion, from the mean logits of all patches. */
  readonly probabilities: readonly number[];
}

const fixture = JSON.parse(readFileSync('test/models/cnniqa-plus/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);

for (const model of cnnIqaPlusModels) {
  test(`${model.title}: scores of patches and photo, and the kind of distortion, are PyTorch's`, async () => {
    const expected: Reference = fixture[model.name];
    const file = seededCheckpoint({ shapes: expected.shapes, seed: fixture.seed }, '');
    const { value, crops, parts, words } = await scoreWithTensors(model, [file], { photo });
    const near = (found: number, wanted: number, what: string) =>
      assert.ok(Math.abs(found - wanted) < 1e-4, `${what}: ${found}, in PyTorch ${wanted}`);
    near(value, expected.score, 'the photo');
    for (const [i, score] of expected.crops.entries()) near(crops!.scores[i]!.score, score, `patch ${i}`);
    for (const [i, { name }] of kinds.entries()) near(parts![name]!, expected.probabilities[i]!, name);
    const best = expected.probabilities.indexOf(Math.max(...expected.probabilities));
    assert.ok(words!.startsWith(kinds[best]!.words), words);
  });
}

test.after(closeTestEngine);
test.run();
