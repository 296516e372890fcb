/** MUSIQ against PyTorch on seeded weights, in the files of pyiqa. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import type { Compiler, Inputs } from '../../../src/graph/program.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { distributionOf } from '../../../src/models/musiq/code.ts';
import { roundedTokens } from '../../../src/models/musiq/metric.ts';
import { musiq } from '../../../src/models/musiq/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type Sampled, type SampledTensors } from '../fixture.ts';
import { convertedFiles, type SeededWeights, seededCheckpoint } from '../seeded.ts';

interface Fixture extends SeededWeights {
  readonly photo: string;
  readonly box: Box;
  readonly tensors: SampledTensors;
}

function fixtureOf(name: string): Fixture {
  return JSON.parse(readFileSync(`test/models/musiq/${name}.json`, 'utf8'));
}

/** The score, and what went into and came out of the network, rows that only fill up left out. */
async function scoreWithRows(file: TensorFile, { photo, box, tensors: { vectors } }: Fixture) {
  const engine = await openTestEngine();
  const runs: Inputs[] = [];
  let last: Readonly<Record<string, Float32Array>> = {};
  const recording: Compiler = {
    precision: engine.precision,
    async compile(graph) {
      const block = graph.nodes.findLast(({ name }) => /encoderblock_\d+$/.test(name));
      const outputs = block === undefined ? graph.outputs : [...graph.outputs, block.output];
      const program = await engine.compile({ ...graph, outputs });
      const run = async (inputs: Inputs) => {
        runs.push(inputs);
        last = await program.run(inputs);
        return last;
      };
      return { ...program, dispose: () => program.dispose(), run } as Awaited<ReturnType<Compiler['compile']>>;
    },
  };
  const metric = await openMetric(recording, musiq, await convertedFiles([file]));
  const score = await metric.score({ photo: cropPhoto(await decodePhoto(`samples/${photo}`), box) });
  metric.dispose();
  const patches = runs.flatMap((inputs) => ('patches' in inputs ? [...inputs.patches!] : []));
  const rows = runs.find((inputs) => 'vectors' in inputs)!.vectors!;
  const count = vectors!.count;
  return { score, patches, vectors: rows.subarray(0, count), last };
}

function within(value: number, expected: number, bound: number): void {
  assert.ok(Math.abs(value - expected) < bound, `${value}, in PyTorch ${expected}: ${value - expected} apart`);
}

const head = (values: ArrayLike<number>, { count }: Sampled) => Array.from(values).slice(0, count);

test("patches, vectors, tokens and score are PyTorch's from pyiqa's file", async () => {
  const fixture = fixtureOf('pyiqa');
  const { tensors: expected } = fixture;
  const file = seededCheckpoint(fixture, 'params.', distributionOf);
  const { score, patches, vectors, last } = await scoreWithRows(file, fixture);
  const block = Object.entries(last).find(([name]) => name.includes('encoderblock'))![1];
  const { score: whole, ...parts } = expected;
  assertTensors({ patches: head(patches, parts.patches!), vectors, last: head(block, parts.last!) }, parts, 1e-4);
  within(score.value, whole!.values[0]!, 1e-4);
});

test("the distribution of votes is PyTorch's from pyiqa's file of AVA, and its mean the score", async () => {
  const fixture = fixtureOf('pyiqa-ava');
  const file = seededCheckpoint(fixture, '', distributionOf);
  const { score } = await scoreWithRows(file, fixture);
  const shares = fixture.tensors.distribution!.values;
  assert.equal(Object.keys(score.parts!), ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  for (const [i, share] of shares.entries()) within(score.parts![i + 1]!, share, 1e-4);
  within(
    score.value,
    shares.reduce((sum, share, i) => sum + share * (i + 1), 0),
    1e-4 * 9,
  );
  const { metadata } = await convertedFiles([file]);
  assert.equal([metadata.checkpoint, metadata.range, metadata.protocol], ['musiq-ava', '1 10', 'cubic-scales']);
});

test('photos of all sizes from one to 20 megapixels need few programs', () => {
  const counts = Array.from({ length: 20_000 }, (_, i) => roundedTokens(i + 1000));
  assert.ok(new Set(counts).size <= 16 * 5, `${new Set(counts).size}`);
  assert.ok(counts.every((count, i) => count >= i + 1000 && count <= (i + 1000) * 1.07));
});

test('a photo of which nothing is left at 224 pixels is refused', async () => {
  const engine = await openTestEngine();
  const file = await convertedFiles([seededCheckpoint(fixtureOf('pyiqa'), '', distributionOf)]);
  const metric = await openMetric(engine, musiq, file);
  const photo = { width: 1000, height: 2, data: new Uint8Array(6000) };
  await refused(metric.score({ photo }), ['1000x2', '224'], 'IMAGE_TOO_SMALL');
  metric.dispose();
});

test.after(closeTestEngine);
test.run();
