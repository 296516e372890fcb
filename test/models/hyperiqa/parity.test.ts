import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { hyperIqa } from '../../../src/models/hyperiqa/model.ts';
import { hyperIqaGraph, hyperIqaPhotoGraph } from '../../../src/models/hyperiqa/network.ts';
import { demo } from '../../../src/models/hyperiqa/protocols.ts';
import { syntheticWeights } from '../../../src/models/synthetic.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { hyperIqaCrops } from '../../hyperiqa-crops.ts';
import { tinyHyperIqa } from '../../tiny-weights.ts';
import { type HyperIqaFixture, readFixture } from '../fixture.ts';
import { assertAgreesWithPyTorch } from './agreement.ts';

const fixture = readFixture<HyperIqaFixture>('hyperiqa');

test('a batch of HyperIQA agrees with PyTorch, layer by layer and in its scores', async () =>
  assertAgreesWithPyTorch(fixture, weightsOf(await syntheticWeights(hyperIqa, fixture.weightSeed))));

test('crops cut on the GPU score as those cut on the CPU, bit for bit', async () => {
  const photo = await decodePhoto(`samples/${fixture.photo}`);
  const plan = demo.plan(photo, { crops: 2, seed: 5 });
  const weights = weightsOf(await openTensorFile(new MemorySource('tiny', await tinyHyperIqa(1))));
  const engine = await openTestEngine();
  const ready = await engine.compile(hyperIqaGraph(weights, 2));
  const cutting = await engine.compile(hyperIqaPhotoGraph(weights, 2, plan.frame.height, plan.frame.width));
  const expected = await ready.run({ crops: hyperIqaCrops(plan) });
  const corners = Float32Array.from(plan.crops.flatMap(({ top, left }) => [top, left]));
  assert.equal(await cutting.run({ photo: plan.source.data, corners }), expected);
  ready.dispose();
  cutting.dispose();
});

test.after(closeTestEngine);
test.run();
