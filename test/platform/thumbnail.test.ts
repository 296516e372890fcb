import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePhotoBytes } from '../../src/platform/decode.ts';
import { thumbnail } from '../../src/platform/thumbnail.ts';
import { tiffFixtures } from '../image/tiff-fixture.ts';

test('a thumbnail of a TIFF shows the pixels that are scored, even of kinds that libvips misreads', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hyperiqa-thumbnail-'));
  try {
    for (const name of ['orientation-6', 'cmyk-16-bit-le', 'old-jpeg-2x2-tables']) {
      const { bytes } = tiffFixtures.find((fixture) => fixture.name === name)!;
      await writeFile(join(folder, name), bytes);
      const picture = await thumbnail(join(folder, name), 320, { quality: 95 });
      const jpeg = Buffer.from(picture!.split(',')[1]!, 'base64');
      const shown = await decodePhotoBytes(jpeg, name);
      const scored = await decodePhotoBytes(bytes, name);
      assert.equal([shown.width, shown.height], [scored.width, scored.height], name);
      const differences = shown.data.map((value, i) => Math.abs(value - scored.data[i]!));
      const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
      assert.ok(mean < 12, `${name}: ${mean} levels apart on average`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
