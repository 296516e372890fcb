import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PhotoFault } from '../../src/image/photo-fault.ts';
import { openTiff } from '../../src/image/tiff/open.ts';
import { sha256 } from './fixture.ts';
import { tiffFixtures } from './tiff-fixture.ts';

async function faultOf(bytes: Uint8Array): Promise<PhotoFault | null> {
  try {
    await openTiff(bytes).decode();
    return null;
  } catch (error) {
    if (error instanceof PhotoFault) return error;
    throw error;
  }
}

for (const fixture of tiffFixtures) {
  if ('refused' in fixture) {
    test(`${fixture.name}.tif is refused as ${fixture.refused}, saying why`, async () => {
      const fault = await faultOf(fixture.bytes);
      assert.is(fault?.kind, fixture.refused);
      assert.match(fault?.message ?? '', new RegExp(fixture.says));
      if (fixture.refused === 'unsupported')
        assert.match(fault?.message ?? '', /save it as PNG, or as a TIFF of 8 bits/);
    });
  } else {
    test(`${fixture.name}.tif has Pillow's pixels`, async () => {
      const photo = await openTiff(fixture.bytes).decode();
      assert.equal([photo.width, photo.height], fixture.size);
      assert.is(sha256(photo.data), fixture.sha256);
    });
  }
}

test.run();
