/** DB-CNN against PyTorch on seeded weights, in the files of its authors' code and of pyiqa. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../../src/errors.ts';
import type { Compiler } from '../../../src/graph/program.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { sCnnDistribution } from '../../../src/models/backbones/s-cnn.ts';
import { dbCnn } from '../../../src/models/db-cnn/model.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine } from '../../engine.ts';
import { refused } from '../../formats/fixture.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { convertedFiles, type SeededWeights, scoreWithTensors, seededCheckpoint } from '../seeded.ts';

interface Fixture extends SeededWeights {
  readonly photo: string;
  readonly photos: Readonly<Record<string, { readonly box: Box; readonly tensors: SampledTensors }>>;
}

const fixture: Fixture = JSON.parse(readFileSync('test/models/db-cnn/fixture.json', 'utf8'));
const photo = await decodePhoto(`samples/${fixture.photo}`);

for (const [name, prefix, sides] of [
  ['odd', 'module.', 'where the sides of both halves differ'],
  ['even', 'params.', 'where they are alike'],
] as const) {
  test(`tensors and score are PyTorch's from a file with '${prefix}' before its names, ${sides}`, async () => {
    const file = seededCheckpoint(fixture, prefix, sCnnDistribution);
    const { box, tensors: expected } = fixture.photos[name]!;
    const { value, tensors } = await scoreWithTensors(dbCnn, [file], { photo: cropPhoto(photo, box) });
    assertTensors(tensors, expected, 1e-4);
    const error = Math.abs(value - expected.score!.values[0]!);
    assert.ok(error < 1e-4, `${value}, in PyTorch ${expected.score!.values[0]}: ${error} apart`);
  });
}

test('a photo whose activations exceed the adapter is reported as too large, with its size', async () => {
  const compile = () => Promise.reject(new HyperIqaError('LIMIT', 'A tensor needs too much.'));
  const file = await convertedFiles([seededCheckpoint(fixture, '', sCnnDistribution)]);
  const metric = await openMetric({ precision: 'f32', compile } as Compiler, dbCnn, file);
  await refused(metric.score({ photo }), ['DB-CNN', '451x300', 'A tensor needs too much.'], 'IMAGE_TOO_LARGE');
});

test.after(closeTestEngine);
test.run();
