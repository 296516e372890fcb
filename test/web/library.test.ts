/** The library's entry for browsers, and the example that uses it, in Chromium. */
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { open as openInBrowser, PhotoInput, PhotoScorer } from '../../src/browser.ts';
import { openBrowser } from '../browser.ts';
import { adapterArguments, inTemporaryFolder, runCli } from '../cli/run.ts';
import { sha256 } from '../image/fixture.ts';

const photo = 'samples/coffee-blurred.jpg';
const nano = 'weights/hyperiqa-nano.safetensors';
/** A secure context. Nothing listens there: the test answers. */
const origin = 'http://localhost';

let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
});

test.after(() => browser.close());

/** A page that finds these files, and otherwise nothing but itself. */
async function pageWith(file: (path: string) => Promise<Uint8Array | null>): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const body = await file(pathname.slice(1)).catch(() => null);
    const contentType = pathname.endsWith('.js') ? 'text/javascript' : pathname === '/' ? 'text/html' : undefined;
    await route.fulfill(body === null ? { status: 404 } : { body: Buffer.from(body), contentType });
  });
  await page.goto(`${origin}/`);
  return page;
}

/** `import address from 'file?url'`, as Vite takes it. */
const addresses: Plugin = {
  name: 'addresses',
  setup({ onResolve }) {
    onResolve({ filter: /\?url$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, 'node_modules', path.replace('?url', '')),
    }));
  },
};

async function commandLineScore(): Promise<number> {
  const { stdout, stderr } = await runCli(['infer', photo, '--no-faces', '--json', ...adapterArguments]);
  assert.ok(stdout !== '', stderr);
  return JSON.parse(stdout).score;
}

test('the example for browsers scores a photo as the command line does', async () => {
  await inTemporaryFolder(async (folder) => {
    await cp('examples/browser', folder, { recursive: true });
    await mkdir(join(folder, 'node_modules'));
    await symlink(process.cwd(), join(folder, 'node_modules', 'hyperiqa-webgpu'), 'dir');
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'main.js')],
      bundle: true,
      format: 'esm',
      splitting: true,
      outdir: join(folder, 'out'),
      write: false,
      loader: { '.safetensors': 'file' },
      plugins: [addresses],
    });
    const page = await pageWith(async (path) => {
      if (path === '') return readFile(join(folder, 'index.html'));
      return outputFiles.find((file) => basename(file.path) === basename(path))?.contents ?? null;
    });
    const status = page.locator('[role=status]');
    await status.filter({ hasNotText: 'Loading' }).waitFor({ timeout: 120_000 });
    assert.match((await status.textContent()) ?? '', /^Ready on /);
    await page.locator('input').setInputFiles([photo, 'package.json']);
    await page.locator('li').nth(1).waitFor({ timeout: 300_000 });
    const [scored, failed] = await page.locator('li').allTextContents();
    const found = Number(/^coffee-blurred\.jpg: ([\d.]+)$/.exec(scored)?.[1]);
    const expected = await commandLineScore();
    assert.ok(Math.abs(found - expected) < 0.02, `${scored}, on the command line ${expected}`);
    assert.match(failed, /^package\.json: .*not a photo/);
  });
});

interface Globals {
  readonly open: typeof openInBrowser;
  iqa: PhotoScorer<PhotoInput>;
}

test('a picture scores the same whatever it comes as', async () => {
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

test('weights of a wrong digest are refused, and those of the right one are fetched once', async () => {
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

/** A page that has opened the library, with a scorer of the nano model. */
async function libraryPage(onFile: (path: string) => void = () => undefined): Promise<Page> {
  const page = await pageWith(async (path) => {
    onFile(path);
    if (path === '') return Buffer.from('<!doctype html>');
    if (path === 'nano') return readFile(nano);
    return readFile(path === 'photo.jpg' ? photo : join('dist', path));
  });
  await page.evaluate(async (script) => {
    const { open } = (await import(script)) as Globals;
    Object.assign(globalThis, { open, iqa: await open({ weights: '/nano' }) });
  }, `${origin}/browser.js`);
  return page;
}

test.run();
