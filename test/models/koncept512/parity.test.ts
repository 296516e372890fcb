/** KonCept512 against Keras's and timm's Inception-ResNet-v2 on seeded weights, in files of the authors' and the port's names. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sCnnDistribution } from '../../../src/models/backbones/s-cnn.ts';
import { konCept512 } from '../../../src/models/koncept512/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import {
  convertedFiles,
  kerasDistribution,
  type SeededWeights,
  scoreWithTensors,
  seededCheckpoint,
} from '../seeded.ts';

interface Judged {
  readonly shapes: SeededWeights['shapes'];
  readonly tensors: SampledTensors;
  readonly score: number;
}

const fixture: { readonly photo: string; readonly seed: number; readonly authors: Judged; readonly port: Judged } =
  JSON.parse(readFileSync('test/models/koncept512/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);

for (const [label, { shapes, tensors: expected, score }, distributionOf, what] of [
  ['authors', fixture.authors, kerasDistribution, 'the means over all positions, from the file of the authors'],
  [
    'pytorch',
    fixture.port,
    sCnnDistribution,
    'the means over the upper left positions, from the file of the port to PyTorch',
  ],
] as const) {
  test(`a photo's score is that of ${what}`, async () => {
    const file = seededCheckpoint({ shapes, seed: fixture.seed }, '', distributionOf);
    const { metadata } = await convertedFiles([file]);
    assert.is(metadata.checkpoint, `koncept512-${label}`);
    const { value, tensors } = await scoreWithTensors(konCept512, [file], { photo });
    assertTensors(tensors, expected, 1e-4);
    assert.ok(Math.abs(value - score) < 1e-3, `${value}, in the reference ${score}`);
  });
}

test.after(closeTestEngine);
test.run();
