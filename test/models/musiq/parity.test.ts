/** MUSIQ against PyTorch on seeded weights, in the files of pyiqa and of Google. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reordered } from '../../../src/convert/axes.ts';
import type { StoredTensor, TensorFile } from '../../../src/formats/tensor-file.ts';
import type { Compiler, Inputs } from '../../../src/graph/program.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { distributionOf } from '../../../src/models/musiq/code.ts';
import { googleNaming } from '../../../src/models/musiq/google-names.ts';
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

/** The score, and the inputs and outputs of the network without padding rows. */
async function scoreWithRows(file: TensorFile, { photo, box, tensors: { vectors } }: Fixture) {
  const engine = await openTestEngine();
  const runs: Inputs[] = [];
  let last: Readonly<Record<string, Float32Array>> = {};
  const recording: Compiler = {
    precision: engine.precision,
    async compile(graph) {
      const block = graph.nodes.find(({ name }) => /encoderblock_0$/.test(name));
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

test("patches, vectors, tokens and score are PyTorch's, from pyiqa's file", async () => {
  const fixture = fixtureOf('pyiqa');
  const { tensors: expected } = fixture;
  const file = seededCheckpoint(fixture, 'params.', distributionOf);
  const { score, patches, vectors, last } = await scoreWithRows(file, fixture);
  const block = Object.entries(last).find(([name]) => name.includes('encoderblock'))![1];
  const { score: whole, ...parts } = expected;
  assertTensors({ patches: head(patches, parts.patches!), vectors, tokens: head(block, parts.tokens!) }, parts, 1e-4);
  within(score.value, whole!.values[0]!, 1e-4);
});

test("the distribution of votes is PyTorch's, from pyiqa's AVA file, and its mean is the score", async () => {
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

/** Parameters of a network of these widths, without its second block, with the names and shapes of flax 0.3. */
const flaxNames = [
  'Transformer/cls 1,1,48',
  'Transformer/encoder_norm/bias 48',
  'Transformer/encoder_norm/scale 48',
  'Transformer/encoderblock_0/LayerNorm_0/bias 48',
  'Transformer/encoderblock_0/LayerNorm_0/scale 48',
  'Transformer/encoderblock_0/LayerNorm_2/bias 48',
  'Transformer/encoderblock_0/LayerNorm_2/scale 48',
  'Transformer/encoderblock_0/MlpBlock_3/Dense_0/bias 144',
  'Transformer/encoderblock_0/MlpBlock_3/Dense_0/kernel 48,144',
  'Transformer/encoderblock_0/MlpBlock_3/Dense_1/bias 48',
  'Transformer/encoderblock_0/MlpBlock_3/Dense_1/kernel 144,48',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/key/bias 6,8',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/key/kernel 48,6,8',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/out/bias 48',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/out/kernel 6,8,48',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/query/bias 6,8',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/query/kernel 48,6,8',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/value/bias 6,8',
  'Transformer/encoderblock_0/MultiHeadDotProductAttention_1/value/kernel 48,6,8',
  'Transformer/posembed_input/pos_embedding 1,100,48',
  'Transformer/scaleembed_input/scale_embedding 1,3,48',
  'block1/unit1/conv1/kernel 1,1,32,32',
  'block1/unit1/conv2/kernel 3,3,32,32',
  'block1/unit1/conv3/kernel 1,1,32,64',
  'block1/unit1/conv_proj/kernel 1,1,32,64',
  'block1/unit1/gn1/bias 1,1,1,32',
  'block1/unit1/gn1/scale 1,1,1,32',
  'block1/unit1/gn2/bias 1,1,1,32',
  'block1/unit1/gn2/scale 1,1,1,32',
  'block1/unit1/gn3/bias 1,1,1,64',
  'block1/unit1/gn3/scale 1,1,1,64',
  'block1/unit1/gn_proj/bias 1,1,1,64',
  'block1/unit1/gn_proj/scale 1,1,1,64',
  'conv_root/kernel 7,7,3,32',
  'embedding/bias 48',
  'embedding/kernel 4096,48',
  'gn_root/bias 1,1,1,32',
  'gn_root/scale 1,1,1,32',
  'head/bias 10',
  'head/kernel 48,10',
];

/** The tensors as a file of Google's: flax's names, kernels with outputs last and separate heads, normalisations of rank 4. */
function inGooglesFile(file: TensorFile): TensorFile {
  const heads = 6;
  const tensors = Array.from(file.tensors.values(), (tensor): [string, StoredTensor] => {
    const axes = googleNaming.axesInFile!(tensor.name);
    const { name, shape } = tensor;
    const [outputs, inputs] = shape as [number, number];
    const split = (): StoredTensor => {
      if (/attention\.(query|key|value)\.weight/.test(name))
        return { ...tensor, shape: [heads, outputs / heads, inputs] };
      if (/attention\.(query|key|value)\.bias/.test(name)) return { ...tensor, shape: [heads, outputs / heads] };
      if (/attention\.out\.weight/.test(name)) return { ...tensor, shape: [outputs, heads, inputs / heads] };
      if (/(^|\.)gn/.test(name)) return { ...tensor, shape: [1, 1, 1, outputs] };
      return name.endsWith('scale_emb') ? { ...tensor, shape: [1, outputs, inputs] } : tensor;
    };
    const back = axes?.map((_, axis) => axes.indexOf(axis));
    const theirs = googleNaming.nameInFile(name);
    return [theirs, { ...reordered(split(), back), name: theirs }];
  });
  return { format: 'numpy', metadata: {}, tensors: new Map(tensors) };
}

test("patches, vectors, tokens and distribution are those of Google's code, from its own file", async () => {
  const fixture = fixtureOf('google');
  const file = inGooglesFile(seededCheckpoint(fixture, '', distributionOf));
  const named = Array.from(file.tensors, ([name, { shape }]) => `${name.replace('opt/target/', '')} ${shape}`);
  assert.equal(named.filter((name) => !name.includes('encoderblock_1')).sort(), [...flaxNames].sort());
  const { score, patches, vectors, last } = await scoreWithRows(file, fixture);
  const block = Object.entries(last).find(([name]) => name.includes('encoderblock'))![1];
  const { distribution, ...expected } = fixture.tensors;
  assertTensors(
    { patches: head(patches, expected.patches!), vectors, tokens: head(block, expected.tokens!) },
    expected,
    1e-4,
  );
  for (const [i, share] of distribution!.values.entries()) within(score.parts![i + 1]!, share, 1e-4);
  const { metadata } = await convertedFiles([file]);
  assert.equal(
    [metadata.checkpoint, metadata.protocol, metadata.gelu],
    ['musiq-google-ava', 'gaussian-scales', 'tanh'],
  );
});

test('photos of 1,000 to 21,000 tokens need at most 80 programs, with at most 7 % of padding', () => {
  const counts = Array.from({ length: 20_000 }, (_, i) => roundedTokens(i + 1000));
  assert.ok(new Set(counts).size <= 16 * 5, `${new Set(counts).size}`);
  assert.ok(counts.every((count, i) => count >= i + 1000 && count <= (i + 1000) * 1.07));
});

test('a photo whose shorter side vanishes at 224 pixels is refused', async () => {
  const engine = await openTestEngine();
  const file = await convertedFiles([seededCheckpoint(fixtureOf('pyiqa'), '', distributionOf)]);
  const metric = await openMetric(engine, musiq, file);
  const photo = { width: 1000, height: 2, data: new Uint8Array(6000) };
  await refused(metric.score({ photo }), ['1000x2', '224'], 'IMAGE_TOO_SMALL');
  metric.dispose();
});

test.after(closeTestEngine);
test.run();
