/** Files that are not photos, or photos of unsupported kinds, are refused with their kind and a remedy. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { heicIsRead } from '../../src/platform/decode/heic.ts';
import { decodePhotoBytes } from '../../src/platform/decode.ts';

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await decodePhotoBytes(bytes, 'a.jpg');
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

/** An ISO base media file with these brands. */
function boxes(...brands: readonly string[]): Buffer {
  const contents = Buffer.from(`${brands[0]}\0\0\0\0${brands.join('')}`, 'latin1');
  const head = Buffer.from('\0\0\0\0ftyp', 'latin1');
  head.writeUInt32BE(8 + contents.length);
  return Buffer.concat([head, contents, Buffer.alloc(64)]);
}

/** A little-endian TIFF whose first directory has these tags, each a LONG. */
function tiff(tags: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(tags).map(([tag, value]) => {
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(Number(tag), 0);
    entry.writeUInt16LE(4, 2);
    entry.writeUInt32LE(1, 4);
    entry.writeUInt32LE(value, 8);
    return entry;
  });
  const count = Buffer.alloc(2);
  count.writeUInt16LE(entries.length);
  return Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), count, ...entries, Buffer.alloc(40)]);
}

const text = (start: string) => Buffer.from(start.padEnd(200), 'latin1');
const binary = (start: string) => Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(100, 7)]);
const dicom = Buffer.concat([Buffer.alloc(128, 1), Buffer.from('DICM'), Buffer.alloc(50)]);

/** Files, each with the words that its message must have. */
const kinds: readonly (readonly [words: RegExp, bytes: Uint8Array])[] = [
  [/JPEG XL picture.*djxl/, binary('\xff\x0a')],
  [/JPEG XL picture/, binary('\0\0\0\x0cJXL \r\n\x87\n')],
  [/JPEG 2000 picture/, binary('\0\0\0\x0cjP  \r\n\x87\n')],
  [/Photoshop document.*export it/, binary('8BPS\0\x01')],
  [/SVG drawing/, text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">')],
  [/PDF document.*pdfimages/, binary('%PDF-1.7\n')],
  [/raw photo \(Canon CR2\).*developed/, binary('II*\0\x10\0\0\0CR\x02\0')],
  [/raw photo \(Canon CR3\)/, boxes('crx ', 'isom')],
  [/raw photo \(DNG\)/, tiff({ 254: 1, 50706: 0x0401 })],
  [/raw photo \(such as NEF, ARW or PEF\)/, tiff({ 254: 1, 271: 100, 330: 200 })],
  [/raw photo \(Fujifilm RAF\)/, binary('FUJIFILMCCD-RAW 0201')],
  [/a video or sound file \(MP4 or MOV\).*frames/, boxes('isom', 'avc1', 'mp41')],
  [/a video \(Matroska or WebM\)/, binary('\x1a\x45\xdf\xa3')],
  [/a web page \(HTML\).*fetch the photo itself/, text('\n<!DOCTYPE html><html><head>')],
  [/a Git-LFS pointer.*git lfs pull/, text('version https://git-lfs.github.com/spec/v1\noid sha256:00\n')],
  [/a text file/, text('hello, world')],
  [/a ZIP archive.*unpack/, binary('PK\x03\x04')],
  [/compressed by gzip/, binary('\x1f\x8b\x08')],
  [/a medical picture \(DICOM\)/, dicom],
  [/AppleDouble/, binary('\0\x05\x16\x07')],
  [/only zeros.*copy it again/, Buffer.alloc(500)],
  [
    /not JPEG, PNG, WebP, AVIF, TIFF, GIF or BMP, and its first bytes are of no other known kind/,
    binary('\x01\x9f\x88'),
  ],
];

for (const [words, bytes] of kinds) {
  test(`refused by name: ${words.source}`, async () => {
    const message = await refusal(bytes);
    assert.match(message, /^a\.jpg is not a photo that can be read: it /);
    assert.match(message, words);
    assert.not.match(message, 'damaged');
  });
}

interface HeicFixture {
  readonly size: readonly [number, number];
  /** The file in base64. */
  readonly file: string;
  /** Every seventh RGB value that heif-convert gives. */
  readonly samples: readonly number[];
}

const heic: HeicFixture = JSON.parse(readFileSync('test/fixtures/image/heic.json', 'utf8'));
const heicBytes = Buffer.from(heic.file, 'base64');

if (heicIsRead()) {
  test("HEIC has libheif's pixels within a level", async () => {
    const photo = await decodePhotoBytes(heicBytes, 'phone.heic');
    assert.equal([photo.width, photo.height], heic.size);
    const largest = Math.max(...heic.samples.map((value, i) => Math.abs(photo.data[i * 7]! - value)));
    assert.ok(largest <= 1, `${largest} levels off`);
    assert.match(
      await refusal(heicBytes.subarray(0, -100)),
      /damaged or incomplete: its HEIC picture cannot be decoded/,
    );
  });
} else {
  test('HEIC is refused by name, with the package that reads it and other remedies', async () => {
    assert.match(
      await refusal(heicBytes),
      /HEIC \(HEVC\), which is not supported without.*libheif-js.*convert it to JPEG/,
    );
  });
}

test.run();
