import { readFile } from 'node:fs/promises';
import jpeg from 'jpeg-js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { fixture, sha256 } from './fixture.ts';

for (const [name, expected] of Object.entries(fixture.samples)) {
  test(`samples/${name} has Pillow's pixels when sharp decodes it, but not when jpeg-js does`, async () => {
    const bytes = await readFile(`samples/${name}`);
    const photo = await decodePhotoBytes(bytes, name);
    assert.is(sha256(photo.data), expected);

    const other = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false }).data;
    assert.is(other.length, photo.data.length);
    let different = 0;
    let largest = 0;
    for (let i = 0; i < other.length; i++) {
      const error = Math.abs(other[i]! - photo.data[i]!);
      if (error > 0) different += 1;
      largest = Math.max(largest, error);
    }
    const share = (100 * different) / other.length;
    console.log(`  jpeg-js on ${name}: ${share.toFixed(0)} % of the values differ, by up to ${largest} levels`);
    assert.ok(share > 5 && largest > 1, 'jpeg-js has become equal to Pillow: it could replace sharp');
  });
}

test.run();
