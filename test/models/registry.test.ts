import { existsSync, readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reordered } from '../../src/convert/axes.ts';
import { planConversionOf } from '../../src/convert/convert.ts';
import type { StoredTensor, TensorFile } from '../../src/formats/tensor-file.ts';
import { checkpointOf } from '../../src/models/checkpoint-of.ts';
import { defaultDetector, defaultFaceMetric, defaultLandmarks, defaultMetric } from '../../src/models/defaults.ts';
import { layoutOf } from '../../src/models/layout.ts';
import { modelNamed } from '../../src/models/named.ts';
import type { Naming } from '../../src/models/naming.ts';
import { detectorModels, landmarkModels, models } from '../../src/models/registry.ts';
import { syntheticWeights } from '../../src/models/synthetic.ts';
import { weightsOf } from '../../src/models/weight-source.ts';
import { refused } from '../formats/fixture.ts';

test('no two models, and no two checkpoints, share a name', () => {
  const names = models.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.equal(names, [...new Set(names)]);
  const checkpoints = models.flatMap((model) => model.checkpoints.map(({ name }) => name));
  assert.equal(checkpoints, [...new Set(checkpoints)]);
});

test('the defaults are in the list, the detector and the landmark network as the first of their kind', () => {
  for (const model of [defaultMetric, defaultFaceMetric]) assert.ok(models.includes(model), model.name);
  assert.is(detectorModels[0], defaultDetector);
  assert.is(landmarkModels[0], defaultLandmarks);
});

test('every model is found by its name and its aliases', async () => {
  for (const model of models) {
    for (const name of [model.name, ...model.aliases]) assert.is(await modelNamed(name), model);
  }
  assert.is(await modelNamed('nothing'), undefined);
});

test('there are at most as many folders with a row as models', () => {
  const folders = readdirSync('src/models', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const withRow = folders.filter(({ name }) => existsSync(`src/models/${name}/model.ts`));
  assert.ok(withRow.length > 0 && withRow.length <= models.length);
});

/** A tensor with the name and the order of axes that it has in a file of that naming. */
function inFile(tensor: StoredTensor, { nameInFile, axesInFile }: Naming): StoredTensor {
  const axes = axesInFile?.(tensor.name);
  const back = axes?.map((_, axis) => axes.indexOf(axis));
  return { ...reordered(tensor, back), name: nameInFile(tensor.name) };
}

/** The files that the model is published in. */
function filesOf({ tensors }: TensorFile, naming: Naming): TensorFile[] {
  const partOf = (name: string) => naming.partOf?.(name) ?? '';
  const parts = [...new Set([...tensors.keys()].map(partOf))];
  // A file with few tensors, such as BRISQUE's second one, is only recognised in some formats.
  const format = parts.length > 1 ? 'caffemodel' : 'pytorch-zip';
  return parts.map((part) => {
    const held = [...tensors.values()].filter(({ name }) => partOf(name) === part);
    const renamed = held.map((tensor) => inFile(tensor, naming));
    return { format, metadata: {}, tensors: new Map(renamed.map((tensor) => [tensor.name, tensor])) };
  });
}

for (const model of models) {
  test(`${model.name}: the row and the card state what users need to know`, async () => {
    const { parity, limits } = await model.card();
    for (const text of [model.title, model.about, model.paper]) assert.ok(text.trim().length > 0);
    for (const text of [model.about, parity, limits]) assert.match(text, /\.$/);
    assert.ok(model.checkpoints.length > 0);
    for (const { name, range, trainedOn, licence, file, source } of model.checkpoints) {
      assert.ok(range[0] < range[1], `${name}: range ${range}`);
      assert.ok(trainedOn.length > 0 && licence.length > 0, name);
      assert.is(file === null, source.kind === 'none', name);
      if (source.kind === 'committed') assert.ok(existsSync(`weights/${file}`), `${name}: weights/${file}`);
    }
  });

  test(`${model.name}: namings match checkpoints, and checkpoints match protocols`, () => {
    for (const { checkpoint } of model.namings) {
      assert.ok(
        model.checkpoints.some(({ name }) => name === checkpoint),
        checkpoint,
      );
    }
    const protocols = model.task === 'metric' ? model.protocols.map(({ name }) => name) : [];
    for (const { protocol, name } of model.checkpoints) {
      assert.is(protocol === null, protocols.length === 0, name);
      if (protocol !== null) assert.ok(protocols.includes(protocol), `${name}: ${protocol}`);
    }
  });

  for (const naming of model.namings) {
    test(`${model.name}: a file with the names of ${naming.name} is recognised and converts completely, even twice`, async () => {
      const file = await syntheticWeights(model, 1);
      const files = filesOf(file, naming);
      const inFiles = files.reduce((sum, { tensors }) => sum + tensors.size, 0);
      assert.is(inFiles, file.tensors.size, 'two tensors of a file have one name');
      const named = files.reverse().map((each, i) => ({ name: `file ${i}`, file: each }));
      const refusal = naming.describe?.(files[0])?.refusal;
      if (refusal !== undefined) {
        await refused(planConversionOf(named, { dtype: 'f32', sourceSha256: '' }), [model.name, refusal], 'WEIGHTS');
        return;
      }
      const { metadata, tensors, report } = await planConversionOf(named, { dtype: 'f32', sourceSha256: '' });
      assert.equal(tensors.map(({ name }) => name).sort(), [...file.tensors.keys()].sort());
      assert.equal([metadata.model, metadata.source_naming], [model.name, naming.name]);
      assert.equal([report.missing, report.differing, report.extra], [[], [], []]);
      assert.is(checkpointOf(model, { metadata }).name, naming.checkpoint);

      const inShort = (list: readonly StoredTensor[]) => list.map(({ name, shape }) => `${name} ${shape}`).sort();
      const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
      const written: TensorFile = { format: 'safetensors', metadata, tensors: byName };
      const again = await planConversionOf([{ name: 'converted', file: written }], { dtype: 'f32', sourceSha256: '' });
      assert.equal(inShort(again.tensors), inShort(tensors));
      assert.equal([again.report.missing, again.report.differing, again.report.extra], [[], [], []]);
      assert.equal(again.metadata, { ...metadata, source_format: 'safetensors' });
    });
  }

  test(`${model.name}: its network is built from its layout, at batch 1 and 2`, async () => {
    const code = await model.code();
    const layout = layoutOf((weights) => code.request(weights));
    assert.is(layout.length === 0, model.namings.length === 0);
    const weights = weightsOf(await syntheticWeights(model, 1));
    for (const batch of [1, 2]) assert.ok(code.graph(weights, batch).outputs.length > 0);
    assert.ok(code.usualBatch >= 1);
  });
}

test("the file of a user's own training determines its direction and range", () => {
  const [model] = models;
  const own = { checkpoint: 'mine', source_naming: 'mine', better: 'lower', range: '0 9', trained_on: 'my ratings' };
  const { name, better, range, trainedOn, caution } = checkpointOf(model, { metadata: own });
  assert.equal([name, better, range, trainedOn, caution], ['mine', 'lower', [0, 9], 'my ratings', null]);
});

test.run();
