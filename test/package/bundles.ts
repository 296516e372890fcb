/** Apps that import `hyperiqa-webgpu/browser` from the packed package, bundled by Vite and by esbuild, in Chromium. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { open as openInBrowser } from '../../src/browser.ts';
import { openBrowser } from '../browser.ts';
import { adapterArguments, runCli } from '../cli/run.ts';
import { pageWith } from '../web/routed-page.ts';
import type { Consumer } from './consumer.ts';

const photo = 'samples/coffee-blurred.jpg';

async function commandLineScore(): Promise<number> {
  const { stdout, stderr } = await runCli([
    'infer',
    photo,
    '--metric',
    'hyperiqa',
    '--no-faces',
    '--json',
    ...adapterArguments,
  ]);
  assert.ok(stdout !== '', stderr);
  return JSON.parse(stdout).score;
}

interface Globals {
  readonly open: typeof openInBrowser;
}

/** Registers the tests. @param consumer called when the tests run; its project has Vite. */
export function testBundles(test: Test, consumer: () => Consumer): void {
  let browser: Browser;
  test.before(async () => {
    browser = await openBrowser();
  });
  test.after(() => browser.close());

  test('the browser example, built by Vite, scores a photo as the command line does', async () => {
    const app = join(consumer().folder, 'example');
    await cp('examples/browser', app, { recursive: true });
    await consumer().run('npx', ['vite', 'build', 'example', '--logLevel', 'warn']);
    const page = await pageWith(browser, (path) => readFile(join(app, 'dist', path === '' ? 'index.html' : path)));
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

  test('an app bundled by esbuild opens, and loads at most 45 KB of compressed JavaScript in three files for that', async () => {
    const app = join(consumer().folder, 'esbuild');
    await mkdir(app);
    await writeFile(
      join(app, 'app.js'),
      "import { open } from 'hyperiqa-webgpu/browser';\nObject.assign(globalThis, { open });\n",
    );
    const { outputFiles } = await build({
      entryPoints: [join(app, 'app.js')],
      bundle: true,
      format: 'esm',
      splitting: true,
      minify: true,
      outdir: join(app, 'out'),
      write: false,
    });
    const files = new Map(outputFiles.map(({ path, contents }) => [path.slice(join(app, 'out').length + 1), contents]));
    const loaded = new Set<string>();
    const page = await pageWith(browser, (path) => {
      if (path === '') return Buffer.from('<!doctype html><script type="module" src="app.js"></script>');
      if (files.has(path)) loaded.add(path);
      return files.get(path) ?? null;
    });
    await page.waitForFunction(() => 'open' in globalThis);
    const bytes = [...loaded].reduce((sum, path) => sum + gzipSync(files.get(path)!).length, 0);
    assert.ok(bytes > 20e3 && bytes <= 45e3 && loaded.size <= 3, `${bytes} bytes in ${loaded.size} files`);
    const score = await page.evaluate(async () => {
      const { open } = globalThis as unknown as Globals;
      const iqa = await open({ metric: 'mse' });
      const pixels = (level: number) => ({ width: 16, height: 16, data: new Uint8Array(16 * 16 * 3).fill(level) });
      const { score } = await iqa.score(pixels(10), { reference: pixels(13) });
      await iqa.close();
      return score;
    });
    assert.is(score, 9);
  });
}
