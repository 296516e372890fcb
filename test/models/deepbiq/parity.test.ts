/** DeepBIQ against PyTorch and scikit-learn, from files as the training code writes them. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversionOf } from '../../../src/convert/convert.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import { byteLength, elementCount } from '../../../src/graph/tensor.ts';
import type { Photo } from '../../../src/image/photo.ts';
import { graph } from '../../../src/models/deepbiq/code.ts';
import { deepBiq } from '../../../src/models/deepbiq/model.ts';
import { syntheticWeights } from '../../../src/models/synthetic.ts';
import { weightsOf } from '../../../src/models/weight-source.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { openFile } from '../../../src/platform/file-source.ts';
import { closeTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { scoreWithTensors } from '../seeded.ts';

interface Judged {
  readonly photo: string;
  /** Left, top, right and bottom of the part that is scored; null for the whole photo. */
  readonly box: readonly [number, number, number, number] | null;
  readonly value: number;
  readonly scores: readonly number[];
  readonly tensors?: SampledTensors;
}

const folder = 'test/models/deepbiq';
const fixture: { readonly photos: readonly Judged[] } = JSON.parse(readFileSync(`${folder}/fixture.json`, 'utf8'));
const network = await openTensorFile(await openFile(`${folder}/checkpoint.pth.tar`));
const regression = await openTensorFile(await openFile(`${folder}/svr.npz`));

async function photoOf({ photo, box }: Judged): Promise<Photo> {
  const whole = await decodePhoto(`samples/${photo}`);
  if (box === null) return whole;
  const [left, top, right, bottom] = box;
  const rows = Array.from({ length: bottom - top }, (_, y) => {
    const row = (y + top) * whole.width;
    return whole.data.subarray((row + left) * 3, (row + right) * 3);
  });
  return { width: right - left, height: bottom - top, data: new Uint8Array(Buffer.concat(rows)) };
}

for (const judged of fixture.photos) {
  const what = judged.box === null ? judged.photo : `a part of ${judged.photo} that is narrower than a crop`;
  test(`the score of ${what} and those of its crops are PyTorch's and scikit-learn's`, async () => {
    const photo = await photoOf(judged);
    const { value, crops, tensors } = await scoreWithTensors(deepBiq, [network, regression], { photo });
    if (judged.tensors !== undefined) assertTensors(tensors, judged.tensors, 1e-4);
    const near = (found: number, expected: number, name: string) =>
      assert.ok(Math.abs(found - expected) < 0.01, `${name}: ${found}, in scikit-learn ${expected}`);
    near(value, judged.value, 'photo');
    assert.is(crops!.scores.length, judged.scores.length);
    for (const [i, expected] of judged.scores.entries()) near(crops!.scores[i]!.score, expected, `crop ${i}`);
  });
}

test("network and regression are converted together in any order, without the optimiser's state", async () => {
  const files = [
    { name: 'svr.npz', file: regression },
    { name: 'checkpoint.pth.tar', file: network },
  ];
  for (const given of [files, files.toReversed()]) {
    const { metadata, report } = await planConversionOf(given, { dtype: 'f32', sourceSha256: '' });
    assert.equal([metadata.model, metadata.checkpoint], ['deepbiq', 'deepbiq-zhl2007']);
    assert.equal([report.missing, report.differing], [[], []]);
    assert.ok(
      report.extra.length > 0 && report.extra.every((name) => /^optimizer\.|^best_prec1$/.test(name)),
      `${report.extra}`,
    );
  }
});

test('one of the two files alone is refused with what is missing', async () => {
  for (const [given, missing] of [
    [{ name: 'svr.npz', file: regression }, 'network is missing'],
    [{ name: 'checkpoint.pth.tar', file: network }, 'regression is missing'],
  ] as const) {
    await refused(planConversionOf([given], { dtype: 'f32', sourceSha256: '' }), [missing], 'WEIGHTS');
  }
});

test('at full widths no weights or activations exceed what every adapter can bind', async () => {
  const { nodes } = graph(weightsOf(await syntheticWeights(deepBiq, 1)), 25);
  for (const { name, operator, output } of nodes) {
    assert.ok(byteLength(output) <= 2 ** 27, name);
    if (operator.kind === 'linear') assert.ok(4 * elementCount(operator.weight.shape) <= 2 ** 27, name);
  }
});

test.after(closeTestEngine);
test.run();
