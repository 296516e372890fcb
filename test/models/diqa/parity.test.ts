/** DIQA against PyTorch on seeded weights, in files like those of the two published networks. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion } from '../../../src/convert/convert.ts';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { cropTensor } from '../../../src/image/crop-tensor.ts';
import { detailOf } from '../../../src/models/diqa/input.ts';
import { diqa } from '../../../src/models/diqa/model.ts';
import type { Plan } from '../../../src/models/diqa/plans.ts';
import { diqaProtocol } from '../../../src/models/diqa/protocol.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { open, refused } from '../../formats/fixture.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { scoreWithTensors } from '../seeded.ts';

interface Reference {
  readonly box: Box;
  readonly score: number;
  readonly tensors: SampledTensors;
}

type Fixture = Readonly<Record<Plan, Reference>> & { readonly photo: string };

const fixture: Fixture = JSON.parse(readFileSync('test/models/diqa/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);
const options = { dtype: 'f32', sourceSha256: '' } as const;

function fileOf(plan: Plan): Promise<TensorFile> {
  return open(new Uint8Array(gunzipSync(readFileSync(`test/models/diqa/${plan}.h5.gz`))));
}

for (const [plan, container] of [
  ['tutorial', 'a whole model with one hidden layer'],
  ['deepinsight', "a subclassed model's weights"],
] as const) {
  const { box, score, tensors: expected } = fixture[plan];
  const { crops: detail, ...layers } = expected;

  test(`the detail for ${plan} equals NumPy's`, () => {
    const found = cropTensor(diqaProtocol.plan(cropPhoto(photo, box), {}), detailOf(plan));
    assertTensors({ crops: found }, { crops: detail! }, 1e-5);
  });

  test(`${plan}'s tensors and score are PyTorch's, from ${container}`, async () => {
    const { value, tensors } = await scoreWithTensors(diqa, [await fileOf(plan)], { photo: cropPhoto(photo, box) });
    assertTensors(tensors, layers, 1e-4);
    const error = Math.abs(value - score);
    assert.ok(error < 1e-4 * Math.abs(score), `${value}, in PyTorch ${score}: ${error} apart`);
  });

  test(`${plan}'s file is recognised, whatever names Keras gave its linear layers`, async () => {
    const { model, metadata, report } = await planConversion(await fileOf(plan), options);
    assert.equal([model, metadata.checkpoint, metadata.plan], ['diqa', `diqa-${plan}`, plan]);
    assert.equal([report.missing, report.differing, report.extra], [[], [], []]);
  });
}

test("a whole model with one plan's names and the other's strides is refused", async () => {
  const file = await fileOf('tutorial');
  const described = JSON.parse(file.metadata.model_config!);
  described.config.layers.find(({ name }: { name: string }) => name === 'Conv6').config.strides = [2, 2];
  const changed = { ...file, metadata: { model_config: JSON.stringify(described) } };
  await refused(planConversion(changed, options), ['another network than DIQA', '"Conv6"', 'stride 2x2'], 'WEIGHTS');
});

test('a black photo has no detail, stretched or not', () => {
  const black = { width: 20, height: 9, data: new Uint8Array(20 * 9 * 3) };
  for (const plan of ['tutorial', 'deepinsight'] as const) {
    const values = cropTensor(diqaProtocol.plan(black, {}), detailOf(plan));
    assert.ok(values.every((value) => value === 0));
  }
});

test.after(closeTestEngine);
test.run();
