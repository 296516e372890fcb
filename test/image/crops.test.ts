import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { faceBlob } from '../../src/image/blob.ts';
import { cropPhoto } from '../../src/image/crop.ts';
import { mt19937 } from '../../src/image/mt19937.ts';
import { patches } from '../../src/image/protocols/patches.ts';
import type { CropPosition } from '../../src/image/protocols/protocol.ts';
import { demo, uniform } from '../../src/models/hyperiqa/protocols.ts';
import { hyperIqaCrops } from '../hyperiqa-crops.ts';
import { difference, fixture, formula, sha256 } from './fixture.ts';

function places(crops: readonly CropPosition[]): number[][] {
  return crops.map(({ top, left }) => [top, left]);
}

test("draws equal torch's after manual_seed, through several refills of the state", () => {
  for (const { seed, low16 } of fixture.mersenne) {
    const draw = mt19937(seed);
    const draws = Array.from({ length: 1300 }, () => draw() & 0xffff).filter((_, i) => i % 13 === 0);
    assert.equal(draws, low16, `seed ${seed}`);
  }
});

test('the first draw of the reference implementation with its default seed is 3499211612', () => {
  assert.is(mt19937(5489)(), 3499211612);
});

test('demo crops are where RandomCrop puts them after torch.manual_seed', () => {
  const photo = formula(40, 30);
  for (const { seed, places: expected } of fixture.demoPositions) {
    assert.equal(places(demo.plan(photo, { crops: 10, seed }).crops), expected, `seed ${seed}`);
  }
});

test('every photo starts from the seed', () => {
  const options = { crops: 4, seed: 3 };
  assert.equal(demo.plan(formula(9, 9), options).crops, demo.plan(formula(50, 20), options).crops);
});

test('demo tensors equal those of Pillow and torch bit for bit', () => {
  for (const { photo, seed, crops, sha256: expected } of fixture.demoTensor) {
    const plan = demo.plan(formula(...photo), { crops, seed });
    assert.is(sha256(hyperIqaCrops(plan)), expected, `${photo.join('x')}, seed ${seed}`);
  }
});

test('patches are at every stride; one that ends exactly at the border is left out where the reference leaves it out', () => {
  const names = { name: 'patches', aliases: [] };
  const exclusive = patches(names, { side: 4, stride: 4, includesLast: false });
  const inclusive = patches(names, { side: 4, stride: 3, includesLast: true });
  assert.equal(places(exclusive.plan(formula(12, 9), {}).crops), [
    [0, 0],
    [0, 4],
    [4, 0],
    [4, 4],
  ]);
  assert.equal(places(inclusive.plan(formula(10, 4), {}).crops), [
    [0, 0],
    [0, 3],
    [0, 6],
  ]);
  for (const [protocol, width, least] of [
    [exclusive, 4, '5x5'],
    [inclusive, 3, '4x4'],
  ] as const) {
    assert.throws(
      () => protocol.plan(formula(width, 20), {}),
      (error: unknown) =>
        error instanceof HyperIqaError && error.code === 'IMAGE_TOO_SMALL' && error.message.includes(least),
    );
  }
});

test('uniform crops are where pyiqa cuts them, and equal bit for bit when nothing is enlarged', () => {
  for (const { photo, crops, places: expected, ...reference } of fixture.uniformTensor) {
    const plan = uniform.plan(formula(...photo), { crops });
    const name = `${crops} crops of ${photo.join('x')}`;
    assert.equal(places(plan.crops), expected, name);
    const tensor = hyperIqaCrops(plan);
    const { largest } = difference(tensor, reference);
    if (plan.enlargement === 1) assert.is(sha256(tensor), reference.sha256, `${name}: ${largest} off`);
    else assert.ok(largest <= 1e-6, `${name}: ${largest} off where 1e-6 is allowed`);
  }
});

test('crop counts and seeds that are not integers, and too many crops, are refused', () => {
  const photo = formula(30, 30);
  for (const wrong of [
    { crops: 0 },
    { crops: 2.5 },
    { crops: Number.NaN },
    { crops: 99999999999 },
    { seed: 0.5 },
    { seed: Number.NaN },
  ]) {
    assert.throws(
      () => demo.plan(photo, { crops: 1, seed: 0, ...wrong }),
      (error: unknown) => error instanceof HyperIqaError && error.code === 'USAGE',
      JSON.stringify(wrong),
    );
  }
});

test("the face detector's blob equals cv2.dnn.blobFromImage bit for bit", () => {
  for (const { photo, ...reference } of fixture.blob) {
    const blob = faceBlob(formula(...photo));
    const { equal, largest } = difference(blob, reference);
    const share = `${photo.join('x')}: ${(100 * equal).toFixed(2)} % of the samples equal, at most ${largest} off`;
    assert.is(sha256(blob), reference.sha256, share);
  }
});

test('a crop includes every pixel that the box touches, clipped to the photo', () => {
  const photo = formula(20, 10);
  const part = cropPhoto(photo, [17.5, -3, 40, 2.1]);
  assert.equal([part.width, part.height], [3, 3]);
  for (let y = 0; y < 3; y++) {
    const from = (y * 20 + 17) * 3;
    assert.equal(part.data.slice(y * 9, y * 9 + 9), photo.data.slice(from, from + 9));
  }
});

test('a box outside the photo is refused', () => {
  assert.throws(
    () => cropPhoto(formula(20, 10), [20, 0, 30, 10]),
    (error: unknown) => error instanceof HyperIqaError && error.code === 'IMAGE_TOO_SMALL',
  );
});

test.run();
