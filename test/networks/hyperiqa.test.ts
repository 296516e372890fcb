import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { targetLayers, targetSizes } from '../../src/graph/operators/targetnet.ts';
import { cropTensor } from '../../src/image/crop-tensor.ts';
import { planCrops } from '../../src/image/crops.ts';
import { authorsWidths } from '../../src/models/hyperiqa/widths.ts';
import { hyperIqaGraph, hyperIqaPhotoGraph } from '../../src/models/hyperiqa/network.ts';
import { syntheticHyperIqa } from '../../src/models/hyperiqa/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { assertTensors, type HyperIqaFixture, readFixture, sha256 } from './fixture.ts';

/** The target net's weights as PyTorch names them, each [N,O,I], out of the tensors that hold them side by side. */
function targetWeights(matrices: Float32Array, vectors: Float32Array): Record<string, number[]> {
  const batch = fixture.scores.length;
  const sizes = targetSizes(authorsWidths.target);
  const ofAllImages = (values: Float32Array, perImage: number, start: number, length: number) =>
    Array.from({ length: batch }, (_, n) => [
      ...values.subarray(n * perImage + start, n * perImage + start + length),
    ]).flat();
  const hidden = targetLayers(authorsWidths.target).map(({ inputs, outputs, matrix }, l) => [
    `fc${l + 1}w`,
    ofAllImages(matrices, sizes.matrices, matrix, inputs * outputs),
  ]);
  const last = ofAllImages(
    vectors,
    sizes.vectors,
    sizes.vectors - 1 - authorsWidths.target[4],
    authorsWidths.target[4],
  );
  return { ...Object.fromEntries(hidden), fc5w: last };
}

const fixture = readFixture<HyperIqaFixture>('hyperiqa');

test("a batch of HyperIQA agrees with PyTorch's, layer by layer and in its scores", async () => {
  const photo = await decodePhoto(`samples/${fixture.photo}`);
  const plan = planCrops(photo, { protocol: 'demo', crops: fixture.scores.length, seed: fixture.cropSeed });
  const crops = cropTensor(plan);
  assert.is(sha256(crops), fixture.inputSha256, 'the crops are not those that the reference saw');

  const weights = weightsOf(syntheticHyperIqa(fixture.weightSeed));
  const engine = await openTestEngine();
  const probes = Object.keys(fixture.tensors).filter((name) => !/^fc\dw$/.test(name));
  const graph = hyperIqaGraph(weights, fixture.scores.length, [...probes, 'matrices', 'vectors']);
  const program = await engine.compile(graph);
  const { score, matrices, vectors, ...others } = await program.run({ crops });
  program.dispose();
  const tensors = { ...others, ...targetWeights(matrices, vectors) };

  assertTensors(tensors, fixture.tensors, 1e-4);
  const bound = Math.max(0.01, 1e-4 * Math.max(...fixture.scores.map(Math.abs)));
  for (const [i, expected] of fixture.scores.entries()) {
    assert.ok(Math.abs(score[i] - expected) <= bound, `crop ${i} scores ${score[i]}, in PyTorch ${expected}`);
  }
});

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
