import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ErrorCode, HyperIqaError } from '../../src/errors.ts';
import { decodePhoto, decodePhotoBytes } from '../../src/platform/decode.ts';
import { fixture, sha256 } from './fixture.ts';

const folder = 'test/fixtures/image/files';
const names = Object.keys(fixture.files);

async function refused(decoding: Promise<unknown>, code: ErrorCode, words: RegExp, name: string): Promise<void> {
  try {
    await decoding;
  } catch (error) {
    assert.instance(error, HyperIqaError, name);
    assert.is((error as HyperIqaError).code, code, name);
    assert.match((error as HyperIqaError).message, words, name);
    return;
  }
  assert.unreachable(`${name} was decoded`);
}

for (const name of names) {
  test(`${name} has Pillow's pixels`, async () => {
    const { size, sha256: expected } = fixture.files[name]!;
    const photo = await decodePhoto(join(folder, name));
    assert.equal([photo.width, photo.height], size);
    assert.is(sha256(photo.data), expected);
  });
}

test('with autoOrient every photo has the pixels of ImageOps.exif_transpose', async () => {
  let turned = 0;
  for (const name of names) {
    const { sha256: stored, turned: expected } = fixture.files[name]!;
    const photo = await decodePhoto(join(folder, name), { autoOrient: true });
    assert.is(sha256(photo.data), expected, name);
    if (expected !== stored) turned++;
  }
  // Two JPEGs, a PNG, a WebP, and an AVIF in each of the seven orientations that move pixels.
  assert.ok(turned >= 11, `${turned} of the files are turned`);
});

test('a truncated file is refused wherever Pillow refuses it', async () => {
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    const lengths = fixture.files[name]!.refusedLengths;
    assert.ok(lengths.length > 0, name);
    for (const length of lengths) {
      const cut = `${name} cut to ${length} of ${bytes.length} bytes`;
      await refused(decodePhotoBytes(bytes.subarray(0, length), cut), 'IMAGE', /bytes is (not a photo|damaged)/, cut);
    }
  }
});

test('a JPEG without its last bytes is refused as damaged or incomplete', async () => {
  const bytes = await readFile(join(folder, 'rgb-420.jpg'));
  await refused(decodePhotoBytes(bytes.subarray(0, -2), 'x.jpg'), 'IMAGE', /x\.jpg is damaged or incomplete/, 'x.jpg');
});

test('a damaged photo is reported with its own fault, whatever else is decoded at the time', async () => {
  const jpeg = await readFile(join(folder, 'rgb-420.jpg'));
  const png = await readFile(join(folder, 'rgb.png'));
  const cutJpeg = jpeg.subarray(0, -2);
  const cutPng = png.subarray(0, png.length / 2);
  for (let round = 0; round < 20; round++) {
    await Promise.all([
      refused(
        decodePhotoBytes(cutJpeg, 'a.jpg'),
        'IMAGE',
        /a\.jpg is damaged.*: it ends before its picture does/,
        'a.jpg',
      ),
      ...Array.from({ length: 4 }, () => decodePhotoBytes(jpeg, 'good.jpg')),
      refused(
        decodePhotoBytes(cutPng, 'b.png'),
        'IMAGE',
        /b\.png is damaged.*: its picture data end before its picture does/,
        'b.png',
      ),
      ...Array.from({ length: 4 }, () => decodePhotoBytes(png, 'good.png')),
    ]);
  }
});

test('empty files, text and drawings are not photos', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>';
  await refused(decodePhotoBytes(new Uint8Array(0), 'none.jpg'), 'IMAGE', /none\.jpg is empty/, 'empty');
  await refused(decodePhotoBytes(Buffer.from('hello, world'), 'a.jpg'), 'IMAGE', /a\.jpg is not a photo/, 'text');
  await refused(
    decodePhotoBytes(Buffer.from(svg), 'b.svg'),
    'IMAGE',
    /b\.svg is not a photo that can be read: it is an SVG drawing/,
    'svg',
  );
});

test('a missing file and a folder are refused as unreadable', async () => {
  await refused(decodePhoto('no/such/photo.jpg'), 'FILE', /no\/such\/photo\.jpg cannot be read/, 'missing');
  await refused(decodePhoto(folder), 'FILE', /cannot be read/, 'folder');
});

test('a photo with a side of one pixel is too small, and one of 2x2 is not', async () => {
  const blank = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
  await refused(decodePhotoBytes(await blank(1, 1), 'dot.png'), 'IMAGE_TOO_SMALL', /1x1/, '1x1');
  await refused(decodePhotoBytes(await blank(1, 9), 'line.png'), 'IMAGE_TOO_SMALL', /1x9/, '1x9');
  assert.is((await decodePhotoBytes(await blank(2, 2), 'small.png')).data.length, 12);
});

test('a photo above the limit is refused by its header, with the option that raises the limit', async () => {
  const bytes = Buffer.from(await readFile(join(folder, 'rgb.png')));
  // IHDR states 20000x20000 pixels, though little pixel data follow.
  bytes.writeUInt32BE(20000, 16);
  bytes.writeUInt32BE(20000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  await refused(
    decodePhotoBytes(bytes, 'vast.png'),
    'IMAGE_TOO_LARGE',
    /400 megapixels.*200.*--max-megapixels/,
    'vast',
  );
  const photo = fixture.files['rgb.png']!.size;
  const maxPixels = photo[0] * photo[1];
  await decodePhoto(join(folder, 'rgb.png'), { maxPixels });
  const lower = decodePhoto(join(folder, 'rgb.png'), { maxPixels: maxPixels - 1 });
  await refused(lower, 'IMAGE_TOO_LARGE', /--max-megapixels/, 'one pixel too many');
});

test("a file's content matters, and its name does not", async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'hyperiqa-decode-'));
  try {
    const path = join(scratch, 'photo.png');
    await writeFile(path, await readFile(join(folder, 'rgb-420.jpg')));
    assert.is(sha256((await decodePhoto(path)).data), fixture.files['rgb-420.jpg']!.sha256);
  } finally {
    await rm(scratch, { recursive: true });
  }
});

/** CRC-32 of PNG chunks. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

test.run();
