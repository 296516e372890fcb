/** HyperIQA on MobileNetV2 against PyTorch, on seeded weights. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { distributionOf } from '../../../src/models/hyperiqa/code.ts';
import { hyperIqa } from '../../../src/models/hyperiqa/model.ts';
import { grid } from '../../../src/models/hyperiqa/protocols.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

const fixture: SeededWeights & {
  readonly photo: string;
  readonly places: readonly (readonly [number, number])[];
  readonly tensors: SampledTensors;
  readonly scores: readonly number[];
} = JSON.parse(readFileSync('test/models/hyperiqa/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);

test("positions, tensors and scores of crops are PyTorch's for weights with a MobileNetV2", async () => {
  const file = seededCheckpoint(fixture, '', distributionOf);
  const { crops, tensors } = await scoreWithTensors(hyperIqa, [file], { photo }, {}, grid.name);
  assert.equal(
    crops!.scores.map(({ top, left }) => [top, left]),
    fixture.places,
  );
  assertTensors(tensors, fixture.tensors, 1e-4);
  for (const [i, expected] of fixture.scores.entries()) {
    const { score } = crops!.scores[i]!;
    assert.ok(Math.abs(score - expected) <= 0.01, `crop ${i} scores ${score}, in PyTorch ${expected}`);
  }
});

test.after(closeTestEngine);
test.run();
