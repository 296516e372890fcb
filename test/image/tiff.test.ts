import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { PhotoFault } from '../../src/image/photo-fault.ts';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { sha256 } from './fixture.ts';
import { tiffFixtures } from './tiff-fixture.ts';

async function errorOf(bytes: Uint8Array): Promise<unknown> {
  try {
    await decodePhotoBytes(bytes, 'a.tif');
    return null;
  } catch (error) {
    return error;
  }
}

for (const fixture of tiffFixtures) {
  if ('refused' in fixture) {
    test(`${fixture.name}.tif is refused as ${fixture.refused}, with the reason`, async () => {
      const error = await errorOf(fixture.bytes);
      assert.instance(error, HyperIqaError);
      const { cause, message } = error as HyperIqaError;
      assert.is(cause instanceof PhotoFault && cause.kind, fixture.refused);
      assert.match(message, new RegExp(fixture.says));
      if (fixture.refused === 'unsupported') assert.match(message, /save it as PNG, or as a TIFF of 8 bits/);
    });
  } else {
    test(`${fixture.name}.tif has Pillow's pixels`, async () => {
      const photo = await decodePhotoBytes(fixture.bytes, 'a.tif');
      assert.equal([photo.width, photo.height], fixture.size);
      assert.is(sha256(photo.data), fixture.sha256);
    });
  }
}

test.run();
