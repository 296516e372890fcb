/** The page without a network, and with a newer build on its host. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openBrowser } from '../browser.ts';
import { openSite, type Site } from './site.ts';
import { profileWith, samples, Visit } from './visit.ts';

const script = 'dist/web/service-worker.js';

let browser: Browser;
let site: Site;
let context: BrowserContext;

test.before(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
  context = await browser.newContext({
    storageState: profileWith(site, { metrics: ['hyperiqa'], crops: 'one', faces: false }),
  });
});

test.after(async () => {
  await browser.close();
  site.close();
});

const keptBuilds = (visit: Visit) =>
  visit.page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('hyperiqa-page')));

test('a new build is offered, and replaces the previous one', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await page.evaluate(() => navigator.serviceWorker.ready);
  const before = await keptBuilds(visit);
  assert.is(before.length, 1);
  const text = await readFile(script, 'utf8');
  const [digest] = /[0-9a-f]{64}/.exec(text)!;
  await writeFile(script, text.replace(digest, 'f'.repeat(64)));
  await page.reload();
  await page.click('.notice:has-text("new version") button:has-text("Reload")');
  // The page is reloaded at a moment of its own, which only waitForFunction survives.
  await page.waitForFunction(
    async ([digest, previous]) => {
      const names = await caches.keys();
      return names.some((name) => name.endsWith(digest!)) && !names.includes(previous!);
    },
    ['f'.repeat(64), before[0]!],
  );
  await page.waitForSelector('.lamp[data-state=ready]');
  await page.close();
});

test('after a visit that scored a photo, the page scores another one without a network', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await visit.choose([samples[0]!]);
  await visit.finished();
  site.close();
  await page.reload();
  await page.waitForSelector('.lamp[data-state=ready]');
  await page.setInputFiles('input.chooser', samples[1]!);
  await page.waitForSelector('table[aria-rowcount="3"]');
  await visit.finished();
  for (const [, score] of await visit.rows()) assert.match(score!, /^\d+\.\d$/);
});

test.run();
