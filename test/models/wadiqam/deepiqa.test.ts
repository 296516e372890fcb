/** DIQaM and WaDIQaM in deepIQA's own files, which h5py wrote as Chainer does, against PyTorch. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planConversion, requireWhole } from '../../../src/convert/convert.ts';
import { MemorySource } from '../../../src/formats/byte-source.ts';
import { openTensorFile } from '../../../src/formats/detect.ts';
import type { TensorFile } from '../../../src/formats/tensor-file.ts';
import { type Box, cropPhoto } from '../../../src/image/crop.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { waDiqamFr, waDiqamNr } from '../../../src/models/wadiqam/model.ts';
import { decodePhoto } from '../../../src/platform/decode.ts';
import { closeTestEngine, openTestEngine } from '../../engine.ts';
import { assertTensors, type SampledTensors } from '../fixture.ts';
import { scoreWithTensors } from '../seeded.ts';

const folder = 'test/models/wadiqam';
const fixture: {
  readonly photo: string;
  readonly reference: string;
  readonly box: Box;
  readonly nr: { readonly weighted: number; readonly patchwise: number; readonly tensors: SampledTensors };
  readonly fr: { readonly patchwise: number };
} = JSON.parse(readFileSync(`${folder}/deepiqa.json`, 'utf8'));

const part = async (name: string) => cropPhoto(await decodePhoto(`samples/${name}`), fixture.box);
const photo = await part(fixture.photo);
const reference = await part(fixture.reference);
const fileOf = (kind: 'nr' | 'fr') =>
  openTensorFile(new MemorySource(kind, gunzipSync(readFileSync(`${folder}/${kind}.model.gz`))));

function assertScore(score: number, expected: number): void {
  assert.ok(Math.abs(score - expected) < 1e-4 * Math.abs(expected), `${score}, in PyTorch ${expected}`);
}

async function converted(file: TensorFile, checkpoint: string): Promise<TensorFile> {
  const conversion = await planConversion(file, { dtype: 'f32', sourceSha256: '', checkpoint });
  requireWhole(conversion);
  const tensors = new Map(conversion.tensors.map((tensor) => [tensor.name, tensor]));
  return { format: 'safetensors', metadata: conversion.metadata, tensors };
}

test("the weighted score of all patches that fit, computed from bytes, is PyTorch's", async () => {
  const { value, tensors, crops } = await scoreWithTensors(waDiqamNr, [await fileOf('nr')], { photo });
  assertTensors(tensors, fixture.nr.tensors, 1e-4);
  assert.is(crops!.scores.length, 6);
  assertScore(value, fixture.nr.weighted);
});

test('a patchwise training ignores the branch for weights that its file has', async () => {
  const file = await converted(await fileOf('nr'), 'diqam-nr-deepiqa-tid');
  const { better, range } = file.metadata;
  assert.equal([better, range], ['higher', '0 9']);
  const metric = await openMetric(await openTestEngine(), waDiqamNr, file);
  assertScore((await metric.score({ photo })).value, fixture.nr.patchwise);
  metric.dispose();
});

test("the score with a reference and without a branch for weights is PyTorch's", async () => {
  const { value } = await scoreWithTensors(waDiqamFr, [await fileOf('fr')], { photo, reference });
  assertScore(value, fixture.fr.patchwise);
});

test.after(closeTestEngine);
test.run();
