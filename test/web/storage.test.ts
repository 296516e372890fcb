/** What the page keeps in the browser between visits, in Chromium. */
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { choiceStorage } from '../../src/browser/choice-storage.ts';
import { openBrowser } from '../browser.ts';

/** A secure context, like the page's. No server listens there: the test answers the requests. */
const origin = 'http://localhost';
const scope = 'vendor | adapter | driver | kernels';

let browser: Browser;
let page: Page;

test.before(async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/browser/choice-storage.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  browser = await openBrowser();
  page = await browser.newPage();
  await page.route(`${origin}/**`, (route) =>
    route.fulfill(
      route.request().url().endsWith('.js')
        ? { contentType: 'text/javascript', body: outputFiles[0]!.text }
        : { contentType: 'text/html', body: '<!doctype html>' },
    ),
  );
});

test.before.each(async () => {
  await page.goto(`${origin}/`);
});
test.after(() => browser.close());

type Module = { readonly choiceStorage: typeof choiceStorage };

function save(choices: Readonly<Record<string, string>>): Promise<void> {
  return page.evaluate(
    async ([script, name, saved]) => ((await import(script)) as Module).choiceStorage.save(name, saved),
    [`${origin}/storage.js`, scope, choices] as const,
  );
}

function load(name: string): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(async ([script, wanted]) => ((await import(script)) as Module).choiceStorage.load(wanted), [
    `${origin}/storage.js`,
    name,
  ] as const);
}

test('measured kernels are known on the next visit, for the same adapter and kernels', async () => {
  assert.equal(await load(scope), {});
  await save({ layer: 'tiled' });
  await page.reload();
  assert.equal(await load(scope), { layer: 'tiled' });
  assert.equal(await load(`${scope} of another version`), {});
});

test('damaged data in storage count as missing', async () => {
  await save({ layer: 'tiled' });
  await page.evaluate(async () => {
    const cache = await caches.open('hyperiqa-webgpu');
    for (const request of await cache.keys()) {
      const { headers } = (await cache.match(request))!;
      await cache.put(request, new Response('{"layer":"direct"}', { headers }));
    }
  });
  await page.reload();
  assert.equal(await load(scope), {});
});

test('if the browser stores nothing, measurements are kept for the visit', async () => {
  await page.evaluate(() => {
    caches.open = () => Promise.reject(new DOMException('storage is switched off', 'SecurityError'));
  });
  await save({ layer: 'tiled' });
  assert.equal(await load(scope), { layer: 'tiled' });
});

test.run();
