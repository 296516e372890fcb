import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { cropTensor, rgbCrops } from '../../src/image/crop-tensor.ts';
import { imageNet, minusOneToOne, zeroToOne } from '../../src/image/normalisation.ts';
import type { Photo } from '../../src/image/photo.ts';
import { centre } from '../../src/image/protocols/centre.ts';
import { gridSquashed } from '../../src/image/protocols/grid-squashed.ts';
import type { CropProtocol } from '../../src/image/protocols/protocol.ts';
import { wholePhoto, wholeSquashed } from '../../src/image/protocols/whole.ts';
import { decodePhoto } from '../../src/platform/decode.ts';
import { difference, formula, sha256 } from './fixture.ts';

const normalisations = { imageNet, minusOneToOne, zeroToOne };

interface Case {
  /** A file in samples/, or the size of a photo made by `formula`. */
  readonly photo: string;
  readonly normalisation: keyof typeof normalisations;
  readonly sha256: string;
  readonly step: number;
  readonly values: readonly number[];
}

interface Fixture {
  readonly centre: readonly (Case & { readonly shorter: number; readonly side: number })[];
  readonly squashed: readonly (Case & { readonly size: readonly [number, number] })[];
  readonly whole: readonly Case[];
}

const fixture: Fixture = JSON.parse(readFileSync('test/fixtures/image/protocols.json', 'utf8'));
const names = { name: 'tested', aliases: [] };

async function photoOf(name: string): Promise<Photo> {
  const [width, height] = name.split('x').map(Number);
  return height > 0 ? formula(width, height) : await decodePhoto(`samples/${name}`);
}

async function check(protocol: CropProtocol, { photo, normalisation, ...reference }: Case): Promise<void> {
  const tensor = cropTensor(protocol.plan(await photoOf(photo), {}), rgbCrops(normalisations[normalisation]));
  const { equal, largest } = difference(tensor, reference);
  const share = `${(100 * equal).toFixed(1)} % of the samples equal, at most ${largest} off`;
  assert.is(sha256(tensor), reference.sha256, `${protocol.title}, ${photo}, ${normalisation}: ${share}`);
}

test("the centre crop of a resized photo equals torchvision's bit for bit, with every normalisation", async () => {
  for (const { shorter, side, ...each } of fixture.centre) await check(centre(names, { shorter, side }), each);
});

test("a whole photo squashed to one size equals torchvision's bit for bit", async () => {
  for (const { size, ...each } of fixture.squashed) {
    await check(wholeSquashed(names, { width: size[0], height: size[1] }), each);
  }
});

test("a whole photo at its own size equals torchvision's bit for bit", async () => {
  for (const each of fixture.whole) await check(wholePhoto(names, { width: 1, height: 1 }), each);
});

test('a grid reaches every border of the squashed photo, which stays upright, and a single row or column is central', () => {
  const grid = gridSquashed(names, 224, { width: 512, height: 384 }, 4);
  const placesOf = (width: number, height: number, crops?: number) => {
    const { frame, crops: places } = grid.plan(formula(width, height), crops === undefined ? {} : { crops });
    return [frame.width, frame.height, ...places.map(({ top, left }) => `${top} ${left}`)];
  };
  assert.equal(placesOf(60, 60), [512, 384, '0 0', '0 288', '160 0', '160 288']);
  assert.equal(placesOf(60, 61), [384, 512, '0 0', '0 160', '288 0', '288 160']);
  assert.equal(placesOf(60, 40, 1), [512, 384, '80 144']);
  assert.equal(placesOf(60, 40, 3), [512, 384, '0 0', '0 288', '160 0']);
});

test('a photo smaller than the network requires is refused, and the message states the required size', () => {
  const protocol = wholePhoto(names, { width: 32, height: 24 });
  assert.equal(protocol.plan(formula(32, 24), {}).crop, { width: 32, height: 24 });
  for (const [width, height] of [
    [31, 24],
    [32, 23],
  ]) {
    assert.throws(
      () => protocol.plan(formula(width, height), {}),
      (error: unknown) =>
        error instanceof HyperIqaError && error.code === 'IMAGE_TOO_SMALL' && error.message.includes('32x24'),
    );
  }
});

test('a strip that would be resized to too many pixels is refused before it is resized', () => {
  const protocol = centre(names, { shorter: 256, side: 224 });
  const strip = { width: 100_000, height: 1, data: new Uint8Array(300_000) };
  assert.throws(
    () => protocol.plan(strip, {}),
    (error: unknown) => error instanceof HyperIqaError && error.code === 'IMAGE_TOO_LARGE',
  );
});

test.run();
