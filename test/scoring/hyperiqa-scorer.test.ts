import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HyperIqaError } from '../../src/errors.ts';
import type { Engine } from '../../src/gpu/engine.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { cropLength, cropTensor } from '../../src/image/crop-tensor.ts';
import { type CropProtocol, demoHeight, demoWidth, planCrops } from '../../src/image/crops.ts';
import type { Photo } from '../../src/image/photo.ts';
import { syntheticHyperIqa } from '../../src/models/hyperiqa/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { HyperIqa, protocolOf } from '../../src/scoring/hyperiqa-scorer.ts';

const weights = weightsOf(syntheticHyperIqa(0));

/** A photo in which no two places have the same value. */
const photo: Photo = { width: 400, height: 500, data: Uint8Array.from({ length: 400 * 500 * 3 }, (_, i) => i % 251) };

/** What the GPU does with a photo of protocol demo. */
function cut(data: Uint8Array, corners: Float32Array): Float32Array {
  const crops = Array.from({ length: corners.length / 2 }, (_, i) => ({
    top: corners[2 * i],
    left: corners[2 * i + 1],
  }));
  return cropTensor({ resized: { width: demoWidth, height: demoHeight, data }, enlargement: 1, crops });
}

/** Stands in for the GPU: a crop's score is its first value; keeps the batch sizes compiled and the inputs run. */
function recordingEngine() {
  const compiled: number[] = [];
  const runs: Float32Array[] = [];
  const compile = async ({ inputs }: Graph) => {
    const batch = inputs[inputs.length - 1].shape[0];
    compiled.push(batch);
    const run = async (given: { crops?: Float32Array; photo?: Uint8Array; corners?: Float32Array }) => {
      const crops = given.crops ?? cut(given.photo!, given.corners!);
      assert.is(crops.length, batch * cropLength);
      runs.push(crops.slice());
      return { score: Float32Array.from({ length: batch }, (_, i) => crops[i * cropLength]) };
    };
    return { run };
  };
  return { engine: { compile } as unknown as Engine, compiled, runs };
}

/** The first value of every crop, cut one by one. */
function firstValues(protocol: CropProtocol, crops: number, seed: number): number[] {
  const tensor = cropTensor(planCrops(photo, { protocol, crops, seed }));
  return Array.from({ length: crops }, (_, i) => tensor[i * cropLength]);
}

test('up to ten crops are one run', async () => {
  const { engine, compiled, runs } = recordingEngine();
  const { crops, score } = await new HyperIqa(engine, weights, 'demo').score(photo, { seed: 3 });
  const expected = firstValues('demo', 10, 3);
  assert.equal([compiled, runs.length], [[10], 1]);
  assert.equal(
    crops.map((crop) => crop.score),
    expected,
  );
  assert.is(score, expected.reduce((sum, value) => sum + value, 0) / 10);
});

test('more crops are runs of equal size, the last one filled up with its last crop, which counts once', async () => {
  const { engine, compiled, runs } = recordingEngine();
  const { crops } = await new HyperIqa(engine, weights, 'uniform').score(photo);
  assert.equal([compiled, runs.length], [[9], 3]);
  assert.equal(
    crops.map((crop) => crop.score),
    firstValues('uniform', 25, 0),
  );
  const lastCrop = runs[2].slice(6 * cropLength, 7 * cropLength);
  for (const filler of [7, 8]) {
    assert.equal(runs[2].slice(filler * cropLength, (filler + 1) * cropLength), lastCrop);
  }
});

test('scores that are no numbers are an error of the weights, not an answer', async () => {
  for (const wrong of [Number.NaN, Infinity]) {
    const compile = async () => ({ run: async () => ({ score: Float32Array.of(50, wrong) }) });
    const quality = new HyperIqa({ compile } as unknown as Engine, weights, 'demo');
    try {
      await quality.score(photo, { crops: 2 });
      assert.unreachable(`${wrong} is answered`);
    } catch (error) {
      assert.is((error as HyperIqaError).code, 'WEIGHTS');
    }
  }
});

test('a batch size is compiled once', async () => {
  const { engine, compiled } = recordingEngine();
  const quality = new HyperIqa(engine, weights, 'demo');
  for (const crops of [2, 3, 2, 20, 10]) await quality.score(photo, { crops });
  assert.equal(compiled, [2, 3, 10]);
});

test('weights of another network are refused before anything is compiled', () => {
  const { engine } = recordingEngine();
  const none = weightsOf({ format: 'safetensors', metadata: {}, tensors: new Map() });
  assert.throws(
    () => new HyperIqa(engine, none, 'demo'),
    (error: { code?: string }) => error.code === 'WEIGHTS',
  );
});

test("a file's metadata says its makers' protocol; without it, it is the authors'", () => {
  const withMetadata = (metadata: Record<string, string>) =>
    protocolOf({ format: 'safetensors', metadata, tensors: new Map() });
  assert.is(withMetadata({ protocol: 'uniform' }), 'uniform');
  assert.is(withMetadata({ protocol: 'demo' }), 'demo');
  assert.is(withMetadata({}), 'demo');
});

test.run();
