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

test('compressed bitmaps are refused with advice', async () => {
  const whole = Buffer.from(bitmaps.find(({ name }) => name === '8 bits, header of 40')!.bytes);
  whole.writeUInt32LE(1, 30);
  const error = await decodePhotoBytes(whole, 'a.bmp').catch((reason: Error) => reason);
  assert.match(String(error), /a\.bmp.*compressed \(RLE8\).*save it as PNG/);
});

test.run();
