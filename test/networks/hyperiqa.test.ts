import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cropTensor } from '../../src/image/crop-tensor.ts';
import { planCrops } from '../../src/image/crops.ts';
import { hyperIqaGraph, hyperIqaPhotoGraph } from '../../src/models/hyperiqa/network.ts';
import { syntheticHyperIqa } from '../../src/models/hyperiqa/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { assertAgreesWithPyTorch } from './agreement.ts';
import { type HyperIqaFixture, readFixture } from './fixture.ts';

const fixture = readFixture<HyperIqaFixture>('hyperiqa');

test("a batch of HyperIQA agrees with PyTorch's, layer by layer and in its scores", () =>
  assertAgreesWithPyTorch(fixture, weightsOf(syntheticHyperIqa(fixture.weightSeed))));

test('crops that the GPU cuts score as those that come ready, bit for bit', async () => {
  const photo = await decodePhoto(`samples/${fixture.photo}`);
  const plan = planCrops(photo, { protocol: 'demo', crops: 2, seed: 5 });
  const weights = weightsOf(syntheticHyperIqa(fixture.weightSeed));
  const engine = await openTestEngine();
  const ready = await engine.compile(hyperIqaGraph(weights, 2));
  const cutting = await engine.compile(hyperIqaPhotoGraph(weights, 2, plan.resized.height, plan.resized.width));
  const expected = await ready.run({ crops: cropTensor(plan) });
  const corners = Float32Array.from(plan.crops.flatMap(({ top, left }) => [top, left]));
  assert.equal(await cutting.run({ photo: plan.resized.data, corners }), expected);
  ready.dispose();
  cutting.dispose();
});

test.after(closeTestEngine);
test.run();
