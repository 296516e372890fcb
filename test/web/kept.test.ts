/** Scores and thumbnails survive a reload of the page until they are cleared. */
import type { Browser, BrowserContext } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { seriousFindings } from './accessibility.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { profileWith, samples, Visit } from './visit.ts';

let browser: Browser;
let site: Site;
let weights: Buffer;
let context: BrowserContext;

test.before(async () => {
  [browser, site, weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
});

test.before.each(async () => {
  context = await browser.newContext({
    serviceWorkers: 'block',
    storageState: profileWith(site, { metrics: ['hyperiqa'], crops: 'one', faces: false }),
  });
  await serveWeights(context, site, { hyperIqa: weights, others: false });
});

test.after.each(() => context.close());

test.after(async () => {
  await browser.close();
  site.close();
});

/** Waits until the browser stores this number of photos. */
async function stored({ page }: Visit, expected: number): Promise<void> {
  const count = () =>
    page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('hyperiqa-results');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const request = database.transaction('photos').objectStore('photos').count();
      await new Promise((resolve) => {
        request.onsuccess = resolve;
      });
      database.close();
      return request.result;
    });
  // `waitForFunction` does not wait for the promises of its function.
  const deadline = Date.now() + 10_000;
  while ((await count()) !== expected) assert.ok(Date.now() < deadline, `${await count()} photos are stored`);
}

async function reload({ page }: Visit): Promise<void> {
  await page.reload();
  await page.waitForSelector('.lamp[data-state=ready]');
}

test('scores and thumbnails survive a reload, a photo added again replaces its entry, and clearing persists', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await visit.choose(samples.slice(0, 3));
  await visit.finished();
  const before = await visit.rows();
  const exported = await visit.download('CSV');
  await stored(visit, 3);
  await reload(visit);
  assert.equal(await visit.rows(), before);
  assert.is(await visit.download('CSV'), exported);
  assert.is(await page.locator('.run-bar').count(), 0);
  assert.match(await page.innerText('.kept-note'), /stay in this browser, on this computer/);
  await visit.open('coffee-blurred.jpg');
  assert.match(await page.innerText('.photo-panel figcaption'), /add the photo again/);
  const width = await page.$eval('.photo-panel .stage img', async (image) => {
    const picture = image as HTMLImageElement;
    await picture.decode();
    return picture.naturalWidth;
  });
  assert.is(width, 320);
  assert.equal(await seriousFindings(page), []);

  await page.setInputFiles('input.chooser', [samples[0], samples[3]]);
  await page.waitForSelector('.table-scroll tbody tr >> nth=3');
  await visit.finished();
  assert.equal(await visit.names(), ['coffee-blurred.jpg', 'coffee-compressed.jpg', 'cat.jpg', 'coffee.jpg']);
  await visit.open('cat.jpg');
  assert.is(await page.locator('.photo-panel figcaption:has-text("add the photo again")').count(), 0);

  await page.click('.kept-note button');
  await page.waitForSelector('.empty');
  await stored(visit, 0);
  await reload(visit);
  assert.is(await page.locator('.empty').count(), 1);
});

test('cleared scores that are restored are stored again', async () => {
  const visit = await Visit.open(context, site);
  await visit.choose([samples[0]]);
  await visit.finished();
  const before = await visit.rows();
  await visit.page.click('.kept-note button');
  await stored(visit, 0);
  await visit.page.click('.notice button:has-text("Undo")');
  await stored(visit, 1);
  await reload(visit);
  assert.equal(await visit.rows(), before);
});

test('clearing also removes what another tab stored, and undoing it restores this list only', async () => {
  const other = await Visit.open(context, site);
  const visit = await Visit.open(context, site);
  await other.choose(samples.slice(0, 2));
  await other.finished();
  await visit.choose([samples[2]]);
  await visit.finished();
  await stored(visit, 3);
  await visit.page.click('.kept-note button');
  await stored(visit, 0);
  await visit.page.click('.notice button:has-text("Undo")');
  await stored(visit, 1);
});

test('if the browser stores nothing, photos are still scored and the page says that their scores are not kept', async () => {
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('storage is switched off', 'SecurityError');
    };
  });
  const visit = await Visit.open(context, site);
  await visit.choose([samples[0]]);
  await visit.finished();
  assert.match((await visit.rows())[0][1], /^\d/);
  assert.match(await visit.page.innerText('.kept-note'), /does not keep the scores/);
});

test.run();
