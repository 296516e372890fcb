import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HyperIqaError } from '../../src/errors.ts';
import type { Graph } from '../../src/graph/graph.ts';
import type { Compiler } from '../../src/graph/program.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { CropProtocol } from '../../src/image/protocols/protocol.ts';
import { hyperIqa } from '../../src/models/hyperiqa/model.ts';
import { demo, uniform } from '../../src/models/hyperiqa/protocols.ts';
import { openMetric } from '../../src/models/open-metric.ts';
import { syntheticWeights } from '../../src/models/synthetic.ts';
import { cropLength, hyperIqaCrops } from '../hyperiqa-crops.ts';

const file = await syntheticWeights(hyperIqa, 0);
const frame = { width: 384, height: 512 };

/** A photo in which neighbouring values differ. */
const photo: Photo = { width: 400, height: 500, data: Uint8Array.from({ length: 400 * 500 * 3 }, (_, i) => i % 251) };

/** Cuts the crops of protocol demo, as the GPU does. */
function cut(data: Uint8Array, corners: Float32Array): Float32Array {
  const crops = Array.from({ length: corners.length / 2 }, (_, i) => ({
    top: corners[2 * i],
    left: corners[2 * i + 1],
  }));
  return hyperIqaCrops({ source: { ...frame, data }, enlargement: 1, frame, crop: { width: 224, height: 224 }, crops });
}

/** Stands in for the GPU: a crop's score is its first value; records the batch sizes compiled and the inputs of runs. */
function recordingCompiler(scoreOf = (crop: Float32Array) => crop[0]) {
  const compiled: number[] = [];
  const runs: Float32Array[] = [];
  const compile = async ({ inputs }: Graph) => {
    const batch = inputs[inputs.length - 1].shape[0];
    compiled.push(batch);
    const run = async (given: { crops?: Float32Array; photo?: Uint8Array; corners?: Float32Array }) => {
      const crops = given.crops ?? cut(given.photo!, given.corners!);
      assert.is(crops.length, batch * cropLength);
      runs.push(crops.slice());
      return { score: Float32Array.from({ length: batch }, (_, i) => scoreOf(crops.subarray(i * cropLength))) };
    };
    return { run, memory: { arenaBytes: 1000, weightBytes: 0 }, dispose() {} };
  };
  return { compiler: { precision: 'f32', compile } as unknown as Compiler, compiled, runs };
}

/** The first value of every crop, cut on the CPU. */
function firstValues(protocol: CropProtocol, crops: number, seed: number): number[] {
  const tensor = hyperIqaCrops(protocol.plan(photo, { crops, seed }));
  return Array.from({ length: crops }, (_, i) => tensor[i * cropLength]);
}

test('up to ten crops take one run', async () => {
  const { compiler, compiled, runs } = recordingCompiler();
  const metric = await openMetric(compiler, hyperIqa, file, 'demo');
  const { crops, value } = await metric.score({ photo }, { seed: 3 });
  const expected = firstValues(demo, 10, 3);
  assert.equal([compiled, runs.length], [[10], 1]);
  assert.equal(
    crops?.scores.map((crop) => crop.score),
    expected,
  );
  assert.equal([crops?.frame, crops?.side], [frame, 224]);
  assert.is(value, expected.reduce((sum, score) => sum + score, 0) / 10);
});

test('more crops take runs of equal size, the last one padded with its last crop, which counts once', async () => {
  const { compiler, compiled, runs } = recordingCompiler();
  const { crops } = await (await openMetric(compiler, hyperIqa, file, 'uniform')).score({ photo });
  assert.equal([compiled, runs.length], [[9], 3]);
  assert.equal(
    crops?.scores.map((crop) => crop.score),
    firstValues(uniform, 25, 0),
  );
  const lastCrop = runs[2].slice(6 * cropLength, 7 * cropLength);
  for (const filler of [7, 8]) {
    assert.equal(runs[2].slice(filler * cropLength, (filler + 1) * cropLength), lastCrop);
  }
});

test('scores that are not finite are an error of the weights, not a result', async () => {
  for (const wrong of [Number.NaN, Infinity]) {
    const metric = await openMetric(recordingCompiler(() => wrong).compiler, hyperIqa, file, 'demo');
    try {
      await metric.score({ photo }, { crops: 2 });
      assert.unreachable(`${wrong} is answered`);
    } catch (error) {
      assert.is((error as HyperIqaError).code, 'WEIGHTS');
    }
  }
});

test("scores of crops are clipped to the checkpoint's range only where it asks for that", async () => {
  let next = 0;
  const outside = [104.5, -3, 50];
  const score = async (naming: string) => {
    const { compiler } = recordingCompiler(() => outside[next++ % 3]);
    const named = { ...file, metadata: { model: 'hyperiqa', source_naming: naming } };
    return (await openMetric(compiler, hyperIqa, named, 'demo')).score({ photo }, { crops: 3 });
  };
  assert.equal(
    (await score('nano')).crops?.scores.map((crop) => crop.score),
    [100, 0, 50],
  );
  assert.is((await score('nano')).value, 50);
  assert.is((await score('authors')).value, 50.5);
});

test('a batch size is compiled once', async () => {
  const { compiler, compiled } = recordingCompiler();
  const metric = await openMetric(compiler, hyperIqa, file, 'demo');
  for (const crops of [2, 3, 2, 20, 10]) await metric.score({ photo }, { crops });
  assert.equal(compiled, [2, 3, 10]);
});

test('weights of another network are refused before anything is compiled', async () => {
  const { compiler, compiled } = recordingCompiler();
  const others: readonly Record<string, string>[] = [{}, { model: 'brisque' }];
  for (const metadata of others) {
    const error = await openMetric(compiler, hyperIqa, { format: 'safetensors', metadata, tensors: new Map() }).catch(
      (reason: HyperIqaError) => reason,
    );
    assert.is((error as HyperIqaError).code, 'WEIGHTS');
  }
  assert.equal(compiled, []);
});

test("a file's metadata determine the protocol, and without them the model's first checkpoint does", async () => {
  const protocolOf = async (metadata: Record<string, string>, wanted?: string) =>
    (await openMetric(recordingCompiler().compiler, hyperIqa, { ...file, metadata }, wanted)).protocol?.name;
  assert.is(await protocolOf({ protocol: 'uniform' }), 'uniform');
  assert.is(await protocolOf({ source_naming: 'pyiqa' }), 'uniform');
  assert.is(await protocolOf({ protocol: 'demo' }), 'demo');
  assert.is(await protocolOf({}), 'demo');
  assert.is(await protocolOf({ protocol: 'demo' }, 'uniform-grid'), 'uniform');
});

test.run();
