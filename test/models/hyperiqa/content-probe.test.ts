import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Graph } from '../../../src/graph/graph.ts';
import type { Compiler } from '../../../src/graph/program.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { HyperIqaContentProbe } from '../../../src/models/hyperiqa/content-probe.ts';
import { hyperIqa } from '../../../src/models/hyperiqa/model.ts';
import { demo, uniform } from '../../../src/models/hyperiqa/protocols.ts';
import { syntheticWeights } from '../../../src/models/synthetic.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { refused } from '../../formats/fixture.ts';
import { hyperIqaCrops } from '../../hyperiqa-crops.ts';

const weights = weightsOf(await syntheticWeights(hyperIqa, 0));

/** Stands in for the GPU: every weight is its index, except the first; the score is 77. Records the inputs of runs. */
function countingCompiler(first = 0) {
  const runs: Float32Array[] = [];
  const compile = async ({ inputs, outputs }: Graph) => {
    assert.equal(
      inputs.map(({ shape }) => shape),
      [[1, 3, 224, 224]],
    );
    assert.equal(
      outputs.map(({ name }) => name),
      ['score', 'matrices'],
    );
    const run = async ({ crops }: { readonly crops: Float32Array }) => {
      runs.push(crops);
      return { score: Float32Array.of(77), matrices: Float32Array.from({ length: 34_496 }, (_, i) => i || first) };
    };
    return { run };
  };
  return { compiler: { precision: 'f32', compile } as unknown as Compiler, runs };
}

function photo(width: number, height: number): Photo {
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => i % 251) };
}

/** The crop at a position in a photo, enlarged or not. */
function cropOf(source: Photo, enlargement: number, top: number, left: number): Float32Array {
  return hyperIqaCrops({
    source,
    enlargement,
    frame: source,
    crop: { width: 224, height: 224 },
    crops: [{ top, left }],
  });
}

test("the first layer's weights are returned row by row, with the score, for the crop in the centre", async () => {
  const { compiler, runs } = countingCompiler();
  const probe = await HyperIqaContentProbe.load(compiler, weights, demo);
  assert.is(probe.length, 112 * 224);
  assert.match(probe.view, 'squashed to 384x512');
  const resized = photo(384, 512);
  const { content, score } = await probe.look(resized);
  assert.is(score, 77);
  assert.equal([content.length, content[0], content[25_087]], [25_088, 0, 25_087]);
  assert.equal(runs[0], cropOf(resized, 1, 144, 80));
});

test('protocol uniform uses the centre of the photo at its own size, enlarged where it is too small', async () => {
  const { compiler, runs } = countingCompiler();
  const probe = await HyperIqaContentProbe.load(compiler, weights, uniform);
  const large = photo(301, 260);
  await probe.look(large);
  assert.equal(runs[0], cropOf(large, 1, 18, 38));
  const small = photo(100, 50);
  await probe.look(small);
  assert.equal(runs[1], cropOf(small, 4.5, 0, 113));
});

test('content that is not finite is an error of the weights', async () => {
  const { compiler } = countingCompiler(Number.NaN);
  const probe = await HyperIqaContentProbe.load(compiler, weights, demo);
  await refused(probe.look(photo(384, 512)), ['HyperIQA', 'infinities or NaN'], 'WEIGHTS');
});

test.run();
