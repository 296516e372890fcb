/** The page's decoders in Chromium, compared with Pillow's pixels and the command line's. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { decodePhoto as decodeInBrowser } from '../../src/browser/decode/decode.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { crc32 } from '../../src/image/png/crc32.ts';
import { decodePhoto, decodePhotoBytes } from '../../src/platform/decode.ts';
import { openBrowser } from '../browser.ts';
import { bitmaps } from '../image/bmp.ts';
import { fixture, sha256 } from '../image/fixture.ts';
import { mutantsOf } from '../image/mutants.ts';
import { tiffFixtures } from '../image/tiff-fixture.ts';
import { bundledDecoder } from './bundled-decoder.ts';

const folder = 'test/fixtures/image/files';
/** A secure context, like the page's. No server listens there: the test answers the requests. */
const origin = 'http://localhost';

interface Decoded {
  readonly size: readonly [number, number];
  /** RGB values. */
  readonly base64: string;
  readonly warnings: readonly string[];
}

interface Refused {
  readonly code: ErrorCode;
  readonly message: string;
}

let browser: Browser;
let page: Page;

test.before(async () => {
  const outputFiles = await bundledDecoder();
  browser = await openBrowser();
  page = await browser.newPage();
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const file = outputFiles.find(({ path }) => path.endsWith(pathname) && pathname !== '/');
    if (file === undefined) return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    return route.fulfill({ contentType: 'text/javascript', body: Buffer.from(file.contents) });
  });
  await page.goto(`${origin}/`);
});

test.after(() => browser.close());

/** @param visit a different value loads the decoders again. */
function decode(bytes: Uint8Array, name: string, visit = 'first', autoOrient = false): Promise<Decoded | Refused> {
  const work = async ([base64, file, script, turn]: readonly string[]): Promise<Decoded | Refused> => {
    const module = (await import(script!)) as { readonly decodePhoto: typeof decodeInBrowser };
    const text = atob(base64!);
    const data = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    try {
      const photo = await module.decodePhoto(data, file!, turn === 'true');
      const base64 = btoa(String.fromCharCode(...photo.data));
      return { size: [photo.width, photo.height], base64, warnings: photo.warnings };
    } catch (error) {
      const { code, message } = error as Refused;
      return { code, message };
    }
  };
  return page.evaluate(work, [
    Buffer.from(bytes).toString('base64'),
    name,
    `${origin}/decode.js?${visit}`,
    String(autoOrient),
  ]);
}

/** Chromium rounds products of inks down, Pillow to nearest: about half of the values are a level lower in Chromium. */
const inks = ['cmyk-adobe.jpg', 'cmyk-plain.jpg', 'cmyk-profile.jpg', 'ycck.jpg'];
/** Chromium returns 10-bit grey rounded to 8 bits. */
const rounded = [...inks, 'grey-10-bit.avif'];

for (const name of Object.keys(fixture.files)) {
  if (rounded.includes(name)) continue;
  test(`${name} has the command line's pixels`, async () => {
    const bytes = await readFile(join(folder, name));
    const photo = await decodePhoto(join(folder, name));
    const base64 = Buffer.from(photo.data).toString('base64');
    assert.equal(await decode(bytes, name), { size: [photo.width, photo.height], base64, warnings: [] });
  });
}

for (const name of rounded) {
  test(`${name} has the command line's pixels within a level`, async () => {
    const photo = await decodePhoto(join(folder, name));
    const result = await decode(await readFile(join(folder, name)), name);
    assert.ok('size' in result, name);
    assert.equal(result.size, [photo.width, photo.height]);
    const data = Buffer.from(result.base64, 'base64');
    assert.is(Math.max(...photo.data.map((value, i) => Math.abs(value - data[i]!))), 1);
  });
}

test('with autoOrient photos have the pixels that ImageOps.exif_transpose gives them', async () => {
  const turned = Object.entries(fixture.files).filter(([, { sha256: stored, turned }]) => stored !== turned);
  assert.ok(turned.length >= 11);
  for (const [name, { turned: expected }] of turned) {
    const result = await decode(await readFile(join(folder, name)), name, 'first', true);
    assert.ok('base64' in result, name);
    assert.is(sha256(Buffer.from(result.base64, 'base64')), expected, name);
  }
});

test('a truncated file is refused wherever Pillow refuses it', async () => {
  const read: string[] = [];
  for (const [name, { refusedLengths }] of Object.entries(fixture.files)) {
    const bytes = await readFile(join(folder, name));
    for (const length of refusedLengths) {
      const result = await decode(bytes.subarray(0, length), name);
      if (!('code' in result) || result.code !== 'IMAGE')
        read.push(`${name} cut to ${length} of ${bytes.length} bytes`);
    }
  }
  assert.equal(read, []);
});

test('TIFFs of every kind have the same pixels as on the command line, and are refused with the same words', async () => {
  for (const { name, bytes, ...expected } of tiffFixtures) {
    const result = await decode(bytes, name);
    if ('refused' in expected) {
      assert.match('message' in result ? result.message : '', new RegExp(expected.says), name);
    } else {
      assert.ok('size' in result, name);
      assert.equal(result.size, expected.size, name);
      assert.is(sha256(Buffer.from(result.base64, 'base64')), expected.sha256, name);
    }
  }
});

test('bitmaps have the same pixels as on the command line', async () => {
  for (const { name, bytes, sha256: expected } of bitmaps) {
    const result = await decode(bytes, name);
    assert.is('base64' in result ? sha256(Buffer.from(result.base64, 'base64')) : null, expected, name);
  }
});

for (const [format, names] of [
  ['JPEG', /\.jpg$/],
  ['PNG', /\.png$/],
  ['GIF', /\.gif$/],
  ['WebP', /\.webp$/],
  ['AVIF', /\.avif$/],
] as const) {
  test(`every ${format} mutant is read or refused as by Pillow, with its pixels`, async () => {
    const unlike: string[] = [];
    const mutants = mutantsOf(names).filter(({ name }) => !inks.some((each) => name.startsWith(each)));
    for (const { name, bytes, sha256: expected } of mutants) {
      const result = await decode(bytes, 'photo');
      const found = 'code' in result ? null : sha256(Buffer.from(result.base64, 'base64'));
      if (found !== expected) {
        const what = 'code' in result ? result.message : expected === null ? 'read' : 'other pixels';
        unlike.push(`${name}: ${what}`);
      }
    }
    assert.equal(unlike, [], `${unlike.length} of ${mutants.length}`);
  });
}

test('where the browser decodes JPEG differently, WebAssembly gives the same pixels', async () => {
  await page.evaluate(() => {
    const { createImageBitmap } = globalThis;
    Object.assign(globalThis, {
      async createImageBitmap(picture: Blob, options: ImageBitmapOptions) {
        const bitmap = await createImageBitmap(picture, options);
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        context.fillStyle = '#808';
        context.fillRect(0, 0, 3, 3);
        return canvas.transferToImageBitmap();
      },
    });
  });
  const names = Object.keys(fixture.files).filter((name) => name.endsWith('.jpg') && !inks.includes(name));
  for (const name of names) {
    const photo = await decodePhoto(join(folder, name));
    const result = await decode(await readFile(join(folder, name)), name, 'elsewhere');
    const base64 = Buffer.from(photo.data).toString('base64');
    assert.equal(result, { size: [photo.width, photo.height], base64, warnings: [] }, name);
  }
  await page.reload();
});

test('defects of a file that can still be read are reported in the same words as on the command line', async () => {
  const jpeg = await readFile(join(folder, 'rgb-420.jpg'));
  const png = await readFile(join(folder, 'rgb.png'));
  const changed = Buffer.from(png);
  changed[png.length - 14]! ^= 1;
  for (const bytes of [Buffer.concat([jpeg.subarray(0, -150), jpeg.subarray(-2)]), changed, jpeg]) {
    const { warnings } = await decodePhotoBytes(bytes, 'photo');
    assert.is(warnings.length, bytes === jpeg ? 0 : 1);
    const result = await decode(bytes, 'photo');
    assert.equal('warnings' in result && result.warnings, warnings);
  }
});

test("where the page's host forbids WebAssembly, a photo that needs it is not called damaged", async () => {
  const strict = { 'content-type': 'text/html', 'content-security-policy': "script-src 'self'" };
  await page.route(`${origin}/strict`, (route) => route.fulfill({ headers: strict, body: '<!doctype html>' }));
  await page.goto(`${origin}/strict`);
  const { bytes } = tiffFixtures.find(({ name }) => name === 'pillow-zstd')!;
  const result = await decode(bytes, 'zstd.tif', 'strict');
  await page.goto(`${origin}/`);
  assert.match('message' in result ? result.message : '', /^zstd\.tif cannot be decoded here: it needs WebAssembly/);
});

test('HEIC is refused by name, with what to do', async () => {
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')]);
  const result = await decode(heic, 'a.heic');
  assert.match(
    'message' in result ? result.message : '',
    /HEIC \(HEVC\), which is not supported by the page: convert it/,
  );
});

test('a photo above the limit is refused by its header', async () => {
  const bytes = Buffer.from(await readFile(join(folder, 'rgb.png')));
  bytes.writeUInt32BE(20000, 16);
  bytes.writeUInt32BE(20000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  const result = await decode(bytes, 'vast.png');
  assert.is('code' in result && result.code, 'IMAGE_TOO_LARGE');
  assert.match('message' in result ? result.message : '', /400 megapixels; the limit is 100/);
});

test.run();
