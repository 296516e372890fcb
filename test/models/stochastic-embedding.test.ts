/** Embeddings under dropout against PyTorch with the same masks. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { addStochasticEmbeddings, meanDistance, robustness } from '../../src/models/stochastic-embedding.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { anyWeights } from '../graph/tensors.ts';
import { readFixture } from './fixture.ts';

const fixture = readFixture<{
  readonly weightSeed: number;
  readonly tail: { readonly probability: number; readonly repeats: number; readonly seed: number };
  readonly shape: readonly [rows: number, features: number, dimensions: number];
  readonly firstEmbeddings: readonly (readonly number[])[];
  readonly lastEmbeddings: readonly (readonly number[])[];
  readonly distances: readonly number[];
  readonly robustness: readonly number[];
}>('stochastic-embedding');

const { repeats } = fixture.tail;
const [rows, features, dimensions] = fixture.shape;
const weights = anyWeights(fixture.weightSeed);

/** The embeddings of each row, side by side. */
async function embeddings(seed: number): Promise<readonly Float32Array[]> {
  const net = new GraphBuilder();
  const output = addStochasticEmbeddings(net, 'embeddings', net.input('features', [rows, features]), {
    weight: weights.constant('fc.weight', [dimensions, features]),
    bias: weights.constant('fc.bias', [dimensions]),
    ...{ ...fixture.tail, seed },
  });
  const program = await (await openTestEngine()).compile(net.build([output]));
  const input = await weights.constant('features.running_mean', [rows, features]).read();
  const { embeddings: all } = await program.run({ features: input });
  program.dispose();
  const perRow = repeats * dimensions;
  return Array.from({ length: rows }, (_, row) => all!.subarray(row * perRow, (row + 1) * perRow));
}

test('every repeat drops the same features as in PyTorch, and distance and robustness are the same', async () => {
  for (const [row, found] of (await embeddings(fixture.tail.seed)).entries()) {
    const expected = [...fixture.firstEmbeddings[row]!, ...fixture.lastEmbeddings[row]!];
    const ends = [...found.subarray(0, dimensions), ...found.subarray(-dimensions)];
    const largest = Math.max(...expected.map(Math.abs));
    const error = Math.max(...ends.map((value, i) => Math.abs(value - expected[i]!))) / largest;
    assert.ok(error < 2e-6, `embeddings differ by ${error} of the largest magnitude`);
    const distance = meanDistance(found, dimensions);
    const far = Math.abs(distance - fixture.distances[row]!);
    assert.ok(far < 2e-6, `the distance differs by ${far}`);
    assert.ok(Math.abs(robustness(distance) - fixture.robustness[row]!) < 1e-6);
  }
});

test('another seed drops other features, and an equal one gives the same bits', async () => {
  const [one, again, other] = [await embeddings(3), await embeddings(3), await embeddings(4)];
  assert.equal(one, again);
  assert.is.not(meanDistance(one[0]!, dimensions), meanDistance(other[0]!, dimensions));
});

test('equal embeddings have distance 0 and robustness 1; opposite ones are 2 apart', () => {
  assert.is(meanDistance(Float32Array.of(3, 0, 3, 0, 3, 0), 2), 0);
  assert.is(robustness(0), 1);
  assert.is(meanDistance(Float32Array.of(3, 0, -1, 0), 2), 2);
});

test.after(closeTestEngine);
test.run();
