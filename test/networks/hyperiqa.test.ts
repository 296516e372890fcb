import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cropTensor } from '../../src/image/crop-tensor.ts';
import { planCrops } from '../../src/image/crops.ts';
import { hyperIqaGraph } from '../../src/models/hyperiqa/network.ts';
import { syntheticHyperIqa } from '../../src/models/hyperiqa/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { assertTensors, type HyperIqaFixture, readFixture, sha256 } from './fixture.ts';

const fixture = readFixture<HyperIqaFixture>('hyperiqa');

test("a batch of HyperIQA agrees with PyTorch's, layer by layer and in its scores", async () => {
  const photo = await decodePhoto(`samples/${fixture.photo}`);
  const plan = planCrops(photo, { protocol: 'demo', crops: fixture.scores.length, seed: fixture.cropSeed });
  const crops = cropTensor(plan);
  assert.is(sha256(crops), fixture.inputSha256, 'the crops are not those that the reference saw');

  const weights = weightsOf(syntheticHyperIqa(fixture.weightSeed));
  const engine = await openTestEngine();
  const program = await engine.compile(hyperIqaGraph(weights, fixture.scores.length, Object.keys(fixture.tensors)));
  const { score, ...tensors } = await program.run({ crops });
  program.dispose();

  assertTensors(tensors, fixture.tensors, 1e-4);
  const bound = Math.max(0.01, 1e-4 * Math.max(...fixture.scores.map(Math.abs)));
  for (const [i, expected] of fixture.scores.entries()) {
    assert.ok(Math.abs(score[i] - expected) <= bound, `crop ${i} scores ${score[i]}, in PyTorch ${expected}`);
  }
});

test.after(closeTestEngine);
test.run();
