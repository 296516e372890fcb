/** HyperIQA against PyTorch's values of the same weights and crops, kept in a fixture. */
import * as assert from 'uvu/assert';
import { targetLayers, targetSizes } from '../../../src/graph/operators/hyperiqa/target-net.ts';
import { hyperIqaGraph } from '../../../src/models/hyperiqa/network.ts';
import { demo } from '../../../src/models/hyperiqa/protocols.ts';
import { widthsOf } from '../../../src/models/hyperiqa/widths.ts';
import type { WeightSource } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openTestEngine } from '../../engine.ts';
import { hyperIqaCrops } from '../../hyperiqa-crops.ts';
import { assertTensors, type HyperIqaReference, sha256 } from '../fixture.ts';

/** The target net's weights by PyTorch's names, each [N,O,I], taken from the tensors that hold them side by side. */
function targetWeights(
  target: readonly number[],
  batch: number,
  matrices: Float32Array,
  vectors: Float32Array,
): Record<string, number[]> {
  const sizes = targetSizes(target);
  const ofAllImages = (values: Float32Array, perImage: number, start: number, length: number) =>
    Array.from({ length: batch }, (_, n) => [
      ...values.subarray(n * perImage + start, n * perImage + start + length),
    ]).flat();
  const hidden = targetLayers(target).map(({ inputs, outputs, matrix }, l) => [
    `fc${l + 1}w`,
    ofAllImages(matrices, sizes.matrices, matrix, inputs * outputs),
  ]);
  const last = ofAllImages(vectors, sizes.vectors, sizes.vectors - 1 - target[4], target[4]);
  return { ...Object.fromEntries(hidden), fc5w: last };
}

/** Fails, with figures, if a tensor or a crop's score differs from PyTorch's by more than the parity bounds. */
export async function assertAgreesWithPyTorch(fixture: HyperIqaReference, weights: WeightSource): Promise<void> {
  const batch = fixture.scores.length;
  const photo = await decodePhoto(`samples/${fixture.photo}`);
  const plan = demo.plan(photo, { crops: batch, seed: fixture.cropSeed });
  const crops = hyperIqaCrops(plan);
  assert.is(sha256(crops), fixture.inputSha256, 'the crops are not those that the reference saw');

  const engine = await openTestEngine();
  const probes = Object.keys(fixture.tensors).filter((name) => !/^fc\dw$/.test(name));
  const program = await engine.compile(hyperIqaGraph(weights, batch, [...probes, 'matrices', 'vectors']));
  const { score, matrices, vectors, ...others } = await program.run({ crops });
  program.dispose();
  const { target } = widthsOf(weights.shapeOf);
  assertTensors({ ...others, ...targetWeights(target, batch, matrices, vectors) }, fixture.tensors, 1e-4);

  const bound = Math.max(0.01, 1e-4 * Math.max(...fixture.scores.map(Math.abs)));
  for (const [i, expected] of fixture.scores.entries()) {
    assert.ok(Math.abs(score[i] - expected) <= bound, `crop ${i} scores ${score[i]}, in PyTorch ${expected}`);
  }
}
