/** The library's entry for browsers, in Chromium. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailedPhoto, open as openInBrowser, PhotoInput, PhotoScorer } from '../../src/browser.ts';
import { openBrowser } from '../browser.ts';
import { sha256 } from '../image/fixture.ts';
import { origin, pageWith } from './routed-page.ts';

const photo = 'samples/coffee-blurred.jpg';
const nano = 'weights/hyperiqa-nano.safetensors';

let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
});

test.after(() => browser.close());

interface Globals {
  readonly open: typeof openInBrowser;
  iqa: PhotoScorer<PhotoInput>;
}

test('a picture scores the same in every form of input', async () => {
  const page = await libraryPage();
  const scores = await page.evaluate(async (address) => {
    const { iqa } = globalThis as unknown as Globals;
    const scoreOf = async (input: PhotoInput) => (await iqa.score(input, { crops: 1 })).score;
    const blob = await (await fetch(address)).blob();
    const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
    const canvas = document.createElement('canvas');
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const image = new Image();
    image.src = address;
    await image.decode();
    const frame = new VideoFrame(bitmap, { timestamp: 0 });
    return {
      address: await scoreOf(address),
      blob: await scoreOf(blob),
      file: await scoreOf(new File([blob], 'a.jpg')),
      buffer: await scoreOf(await blob.arrayBuffer()),
      stream: await scoreOf(blob.stream()),
      image: await scoreOf(image),
      bitmap: await scoreOf(bitmap),
      canvas: await scoreOf(canvas),
      imageData: await scoreOf(context.getImageData(0, 0, width, height)),
      pixels: await scoreOf({ width, height, data }),
      frame: await scoreOf(frame),
    };
  }, '/photo.jpg');
  for (const [kind, score] of Object.entries(scores)) assert.is(score, scores.address, kind);
});

test('the current frame of a video element is scored, and one without a frame is refused', async () => {
  const page = await libraryPage();
  const [video, frame, empty] = await page.evaluate(async () => {
    const { iqa } = globalThis as unknown as Globals;
    const element = document.createElement('video');
    const { code } = await iqa.score(element).catch((error) => error);
    element.src = '/clip.webm';
    const happened = (event: string) =>
      new Promise((resolve) => element.addEventListener(event, resolve, { once: true }));
    await happened('loadeddata');
    // A busy browser draws black for a while after it says that the frame is there.
    element.currentTime = 0.1;
    await happened('seeked');
    const context = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true })!;
    const isBlack = () => {
      context.drawImage(element, 0, 0, 8, 8);
      return context.getImageData(0, 0, 8, 8).data.every((value, i) => i % 4 === 3 || value === 0);
    };
    while (isBlack()) await new Promise((resolve) => setTimeout(resolve, 20));
    const scoreOf = async (input: PhotoInput) => (await iqa.score(input, { crops: 1 })).score;
    return [await scoreOf(element), await scoreOf(await createImageBitmap(element)), code] as const;
  });
  assert.is(video, frame);
  assert.is(empty, 'IMAGE_TOO_SMALL');
});

test('weights with a wrong digest are refused, and those with the right one are fetched once', async () => {
  const fetched: string[] = [];
  const page = await libraryPage((path) => fetched.push(path));
  const bytes = await readFile(nano);
  const before = fetched.filter((path) => path === 'nano').length;
  const outcome = await page.evaluate(async (digest) => {
    const { open } = globalThis as unknown as Globals;
    const code = await open({ weights: { url: '/nano', sha256: 'aa' } }).then(
      () => 'none',
      (error) => error.code,
    );
    const models: string[] = [];
    for (let visit = 0; visit < 2; visit++) {
      const iqa = await open({ weights: { url: '/nano', sha256: digest } });
      models.push(iqa.model);
      await iqa.close();
    }
    const missing = await open({ metric: 'hyperiqa' }).catch((error) => error.code);
    return { code, models, missing };
  }, sha256(bytes));
  assert.equal(outcome, { code: 'DOWNLOAD', models: Array(2).fill('hyperiqa/nano/demo'), missing: 'USAGE' });
  assert.is(fetched.filter((path) => path === 'nano').length - before, 2);
});

test('code that cannot be loaded is a failed download, whichever part it is', async () => {
  for (const part of ['jpeg', 'kernel-set']) {
    const page = await libraryPage(() => undefined, new RegExp(`^browser/${part}-`));
    const [code, message] = await page.evaluate(async () => {
      const { iqa } = globalThis as unknown as Globals;
      const outcomes = [];
      for await (const outcome of iqa.scoreAll(['/photo.jpg'])) outcomes.push(outcome);
      const [{ error }] = outcomes as FailedPhoto[];
      return [error.code, error.message] as const;
    });
    assert.is(code, 'DOWNLOAD', part);
    assert.match(message, /^The code of .* could not be loaded .* reload the page/);
  }
});

test('an error of the progress callback is not taken for a failed download', async () => {
  const page = await libraryPage();
  const message = await page.evaluate(async () => {
    const { open } = globalThis as unknown as Globals;
    const onProgress = () => {
      throw new TypeError('of the caller');
    };
    return open({ weights: '/nano', onProgress }).catch(String);
  });
  assert.is(message, 'TypeError: of the caller');
});

/** Opens a page that has loaded the library and opened a scorer of the nano model. */
async function libraryPage(onFile: (path: string) => void = () => undefined, missing?: RegExp): Promise<Page> {
  const page = await pageWith(browser, async (path) => {
    onFile(path);
    if (path === '') return Buffer.from('<!doctype html>');
    if (missing?.test(path)) return null;
    if (path === 'nano') return readFile(nano);
    if (path === 'clip.webm') return readFile('test/fixtures/clips/vp9.webm');
    return readFile(path === 'photo.jpg' ? photo : join('dist', path));
  });
  await page.evaluate(async (script) => {
    const { open } = (await import(script)) as Globals;
    Object.assign(globalThis, { open, iqa: await open({ weights: '/nano' }) });
  }, `${origin}/browser.js`);
  return page;
}

test.run();
