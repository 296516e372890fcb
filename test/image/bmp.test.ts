/** Windows bitmaps have Pillow's pixels, and what Pillow refuses is refused. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { bitmaps } from './bmp.ts';
import { sha256 } from './fixture.ts';

async function digestOf(bytes: Uint8Array): Promise<string | null> {
  try {
    const { data } = await decodePhotoBytes(bytes, 'photo.bmp');
    return sha256(data);
  } catch (error) {
    assert.instance(error, HyperIqaError);
    assert.is((error as HyperIqaError).code, 'IMAGE', String(error));
    return null;
  }
}

for (const { name, bytes, sha256: expected } of bitmaps) {
  test(`${expected === null ? 'is refused' : "has Pillow's pixels"}: ${name}`, async () => {
    assert.is(await digestOf(bytes), expected);
  });
}

const reasonFor = async (bytes: Uint8Array) =>
  String(await decodePhotoBytes(bytes, 'a.bmp').catch((reason: Error) => reason));
const named = (wanted: string) => bitmaps.find(({ name }) => name === wanted)!.bytes;

test('bitmaps that hold a JPEG are refused with advice', async () => {
  const whole = Buffer.from(named('8 bits, header of 40'));
  whole.writeUInt32LE(4, 30);
  assert.match(await reasonFor(whole), /a\.bmp.*compressed \(JPEG\).*save it as PNG/);
});

test('of run lengths that are refused, the reason is given', async () => {
  assert.match(await reasonFor(named('run lengths of 4 bits, ended early')), /run lengths end before its last pixel/);
  assert.match(await reasonFor(named('run lengths of 8 bits, black and white')), /black and white.*save it as PNG/);
  assert.match(await reasonFor(named('run lengths of 8 bits of 24 bits')), /run lengths of 24 bits per pixel/);
});

test.run();
