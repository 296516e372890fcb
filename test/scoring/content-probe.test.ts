import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/gpu/engine.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { cropTensor } from '../../src/image/crop-tensor.ts';
import type { Photo } from '../../src/image/photo.ts';
import { syntheticHyperIqa } from '../../src/models/hyperiqa/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { ContentProbe } from '../../src/scoring/content-probe.ts';

const weights = weightsOf(syntheticHyperIqa(0));

/** Stands in for the GPU: every weight is its own index, the score is 77. Keeps what was run. */
function countingEngine() {
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
      return { score: Float32Array.of(77), matrices: Float32Array.from({ length: 34_496 }, (_, i) => i) };
    };
    return { run };
  };
  return { engine: { compile } as unknown as Engine, runs };
}

function photo(width: number, height: number): Photo {
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => i % 251) };
}

test("the first layer's weights, row by row, and the score, of the crop in the middle", async () => {
  const { engine, runs } = countingEngine();
  const probe = await ContentProbe.load(engine, weights, 'demo');
  assert.is(probe.length, 112 * 224);
  const resized = photo(384, 512);
  const { firstLayer, score } = await probe.look(resized);
  assert.is(score, 77);
  assert.equal([firstLayer.length, firstLayer[0], firstLayer[25_087]], [25_088, 0, 25_087]);
  assert.equal(runs[0], cropTensor({ resized, enlargement: 1, crops: [{ top: 144, left: 80 }] }));
});

test('protocol uniform looks at the middle of the photo in its own size, enlarged where it is too small', async () => {
  const { engine, runs } = countingEngine();
  const probe = await ContentProbe.load(engine, weights, 'uniform');
  const large = photo(301, 260);
  await probe.look(large);
  assert.equal(runs[0], cropTensor({ resized: large, enlargement: 1, crops: [{ top: 18, left: 38 }] }));
  const small = photo(100, 50);
  await probe.look(small);
  assert.equal(runs[1], cropTensor({ resized: small, enlargement: 4.5, crops: [{ top: 0, left: 113 }] }));
});

test.run();
