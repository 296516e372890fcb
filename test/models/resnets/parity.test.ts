/**
 * LinearityIQA, KonIQ++ and GraphIQA against PyTorch on seeded weights, in files of the kinds that they are published in. They
 * share a test file since they share kernels, whose compilation takes most of the time.
 */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../../src/convert/convert.ts';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import { resNetLayoutOf, resNeXt101, sequentialName } from '../../../src/models/backbones/resnet-layout.ts';
import type { Distribution } from '../../../src/models/distribution.ts';
import { distributionOf as ofGraphIqa } from '../../../src/models/graph-iqa/code.ts';
import { graphIqa } from '../../../src/models/graph-iqa/model.ts';
import { distributionOf as ofKoniq } from '../../../src/models/koniq-plus-plus/code.ts';
import { koniqPlusPlus } from '../../../src/models/koniq-plus-plus/model.ts';
import type { TensorSpec } from '../../../src/models/layout.ts';
import { linearityIqa } from '../../../src/models/linearity-iqa/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import {
  convertedFiles,
  linearityDistribution,
  type SeededWeights,
  scoreWithTensors,
  seededCheckpoint,
  withNumbers,
} from '../seeded.ts';

interface Fixture extends SeededWeights {
  readonly photo: string;
  readonly tensors: SampledTensors;
}

interface OnLine extends Fixture {
  readonly k: readonly number[];
  readonly b: readonly number[];
}

function readOne<F extends Fixture>(name: string): F {
  return JSON.parse(readFileSync(`test/models/resnets/${name}.json`, 'utf8'));
}

const ofChains = readOne<OnLine>('linearity-iqa');
const ofSideNets = readOne<OnLine>('koniq-plus-plus');
const ofGraph = readOne<Fixture & { readonly crops: number }>('graph-iqa');
const photo = await decodePhoto(`samples/${ofChains.photo}`);

/** The file as torch.save({'model': ..., 'k': ..., 'b': ...}) writes it. */
function published(
  fixture: OnLine,
  prefix: string,
  distribution: (spec: TensorSpec) => Distribution | undefined,
): TensorFile {
  return withNumbers(seededCheckpoint(fixture, prefix, distribution), { k: fixture.k, b: fixture.b });
}

function assertScore(value: number, expected: number): void {
  const error = Math.abs(value - expected);
  assert.ok(error < 0.01, `${value}, in PyTorch ${expected}: ${error} apart`);
}

for (const prefix of ['model.', 'model.module.']) {
  test(`LinearityIQA with the prefix '${prefix}' is recognised, with its own depths, widths and groups, and its line`, async () => {
    const plan = await planConversion(published(ofChains, prefix, linearityDistribution), {
      dtype: 'f32',
      sourceSha256: '',
    });
    assert.is(plan.model, 'linearity-iqa');
    const { missing, differing, extra, others, places } = plan.report;
    assert.equal([missing, differing, extra, others], [[], [], [], []]);
    assert.equal([places[0]!.prefix, places[0]!.fitting], [prefix, places[0]!.total]);
    assert.ok(['k', 'b'].every((name) => plan.tensors.some((tensor) => tensor.name === name)));
  });
}

test("LinearityIQA's tensors and score are PyTorch's", async () => {
  const file = published(ofChains, 'model.', linearityDistribution);
  const { value, tensors } = await scoreWithTensors(linearityIqa, [file], { photo });
  assertTensors(tensors, ofChains.tensors, 1e-4);
  assertScore(value, ofChains.tensors.score!.values[0]!);
});

test('a LinearityIQA file without the line to ratings is refused, and the line is named', async () => {
  const { numbers: _, ...file } = published(ofChains, 'model.', linearityDistribution);
  await refused(convertedFiles([file]), ['linearity-iqa', 'k is missing', 'b is missing'], 'WEIGHTS');
});

test("KonIQ++'s tensors, score and defects are PyTorch's", async () => {
  const file = published(ofSideNets, 'model.', ofKoniq);
  const { value, parts, tensors } = await scoreWithTensors(koniqPlusPlus, [file], { photo });
  assertTensors(tensors, ofSideNets.tensors, 1e-4);
  assertScore(value, ofSideNets.tensors.score!.values[0]!);
  const defects = ofSideNets.tensors.defects!;
  assert.equal(Object.keys(parts!), ['artefacts', 'blur', 'contrast', 'colour']);
  const errors = Object.values(parts!).map((part, i) => Math.abs(part - defects.values[i]!));
  assert.ok(Math.max(...errors) < 1e-4 * defects.largest, `defects are ${errors} apart`);
});

test("GraphIQA's tensors and score are PyTorch's, each crop in a graph of its own and without noise", async () => {
  const file = seededCheckpoint(ofGraph, 'module.', ofGraphIqa);
  const { value, crops, tensors } = await scoreWithTensors(graphIqa, [file], { photo }, { crops: ofGraph.crops });
  assertTensors(tensors, ofGraph.tensors, 1e-4);
  const { values } = ofGraph.tensors.score!;
  for (const [i, { score }] of crops!.scores.entries()) assertScore(score, values[i]!);
  assertScore(value, values.reduce((sum, each) => sum + each, 0) / values.length);
});

test('a ResNet in a sequence is named by the positions of its children', () => {
  const names = [
    'f.conv1.weight',
    'f.bn1.bias',
    'f.layer1.0.conv1.weight',
    'f.layer4.2.downsample.1.bias',
    'dr6.0.bias',
  ];
  assert.equal(
    names.map((name) => sequentialName('f.', name)),
    ['f.0.weight', 'f.1.bias', 'f.4.0.conv1.weight', 'f.7.2.downsample.1.bias', 'dr6.0.bias'],
  );
});

test('groups that do not divide all widths count as one, so that a foreign file can still be compared', () => {
  const shapes: Readonly<Record<string, readonly number[]>> = {
    'layer1.0.conv1.weight': [100, 64, 1, 1],
    'layer1.0.conv2.weight': [100, 30, 3, 3],
  };
  assert.is(resNetLayoutOf((name) => shapes[name], '', resNeXt101).groups, 1);
  assert.is(resNetLayoutOf(() => undefined, '', resNeXt101).groups, 32);
});

test.after(closeTestEngine);
test.run();
