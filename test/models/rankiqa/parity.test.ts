/** RankIQA against PyTorch, with which OpenCV agrees, from a Caffe file with seeded weights. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversionOf } from '../../../src/convert/convert.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { StoredTensor, TensorFile } from '../../../src/formats/tensor-file.ts';
import { byteLength } from '../../../src/graph/tensor.ts';
import { median } from '../../../src/models/aggregation.ts';
import { graph } from '../../../src/models/rankiqa/code.ts';
import { rankIqa } from '../../../src/models/rankiqa/model.ts';
import { randomCrops } from '../../../src/models/rankiqa/protocol.ts';
import { checkpointOf } from '../../../src/models/checkpoint-of.ts';
import { syntheticWeights } from '../../../src/models/synthetic.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine } from '../../engine.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { scoreWithTensors } from '../seeded.ts';

const fixture: {
  readonly photo: string;
  readonly cropSeed: number;
  readonly places: readonly { readonly top: number; readonly left: number }[];
  readonly tensors: SampledTensors;
  readonly scores: readonly number[];
  readonly mean: number;
  readonly median: number;
} = JSON.parse(readFileSync('test/models/rankiqa/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);
const file = await openTensorFile(await openFile('test/models/rankiqa/tid2013.caffemodel'));

test("tensors, scores of crops, their mean and median are PyTorch's, from a Caffe file", async () => {
  const options = { crops: fixture.places.length, seed: fixture.cropSeed };
  const { value, parts, crops, tensors } = await scoreWithTensors(rankIqa, [file], { photo }, options);
  assert.equal(
    crops!.scores.map(({ top, left }) => ({ top, left })),
    fixture.places,
  );
  assertTensors(tensors, fixture.tensors, 1e-4);
  const near = (found: number, expected: number, what: string) =>
    assert.ok(Math.abs(found - expected) < 1e-4, `${what}: ${found}, in PyTorch ${expected}`);
  for (const [i, expected] of fixture.scores.entries()) near(crops!.scores[i]!.score, expected, `crop ${i}`);
  near(value, fixture.mean, 'mean');
  near(parts!.median!, fixture.median, 'median');
});

test('the names of the layers after the convolutions distinguish the TID2013 training from the LIVE one', async () => {
  const renamed = Array.from(file.tensors.values(), (tensor): [string, StoredTensor] => {
    const name = tensor.name.replace('_m.', '.');
    return [name, { ...tensor, name }];
  });
  const live: TensorFile = { ...file, tensors: new Map(renamed) };
  for (const [each, name, better] of [
    [file, 'rankiqa-tid2013', 'higher'],
    [live, 'rankiqa-live', 'lower'],
  ] as const) {
    const { metadata, report } = await planConversionOf([{ name: 'the file', file: each }], {
      dtype: 'f32',
      sourceSha256: '',
    });
    assert.equal([report.missing, report.differing, report.extra], [[], [], []]);
    const checkpoint = checkpointOf(rankIqa, { metadata });
    assert.equal([metadata.model, checkpoint.name, checkpoint.better], ['rankiqa', name, better]);
  }
});

test('a photo without room for a random position is enlarged, and every crop lies inside', () => {
  for (const [width, height] of [
    [100, 37],
    [224, 300],
    [225, 225],
  ] as const) {
    const plan = randomCrops.plan({ width, height, data: new Uint8Array(width * height * 3) }, { crops: 50 });
    assert.is(plan.enlargement === 1, Math.min(width, height) > 224);
    for (const { top, left } of plan.crops) {
      assert.ok(top + 224 < plan.frame.height + 1 && left + 224 < plan.frame.width + 1, `${width}x${height}`);
    }
  }
});

test("at full widths no layer's weights exceed what every adapter can bind", async () => {
  const { nodes } = graph(weightsOf(await syntheticWeights(rankIqa, 1)), 6);
  const sizes = nodes.flatMap(({ name, operator, output }) => {
    assert.ok(byteLength(output) <= 2 ** 27, name);
    return operator.kind === 'linear' ? [operator.weight.shape] : [];
  });
  assert.ok(sizes.every(([outputs, inputs]) => outputs! * inputs! * 4 <= 2 ** 27));
  assert.is(
    sizes.filter(([, inputs]) => inputs === 25088).reduce((sum, [outputs]) => sum + outputs!, 0),
    4096,
  );
});

test('a median is the middle value, or the mean of the two middle ones', () => {
  assert.is(median([9, 1, 4], []), 4);
  assert.is(median([9, 1, 4, 5], []), 4.5);
});

test.after(closeTestEngine);
test.run();
