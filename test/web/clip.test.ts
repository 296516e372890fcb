/** A video on the page, decoded by the browser. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { open, videoFrames } from '../../src/index.ts';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { Visit } from './visit.ts';

const video = 'test/fixtures/clips/vp9.webm';
let browser: Browser;
let context: BrowserContext;
let site: Site;

test.before(async () => {
  const [opened, served, weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
  [browser, site] = [opened, served];
  const localStorage = [{ name: 'settings', value: '{"faces":false,"metrics":["brisque"]}' }];
  const origins = [{ origin: new URL(site.address).origin, localStorage }];
  context = await browser.newContext({ serviceWorkers: 'block', storageState: { cookies: [], origins } });
  await serveWeights(context, site, { hyperIqa: weights, others: true });
});

test.after(async () => {
  await browser.close();
  site.close();
});

test('a dropped video has the score of its frames as Node decodes them, and a chart', async () => {
  await using iqa = await open({ metric: 'brisque', adapter: process.env.HYPERIQA_ADAPTER });
  const expected = await iqa.scoreClip(videoFrames(video, { every: 4 }));
  const { page } = await Visit.open(context, site);
  await page.setInputFiles('input.chooser', video);
  await page.fill('dialog input[type=number]', '4');
  await page.click('dialog button:has-text("Score the clip")');
  const score = await page.textContent('dialog .clip-value');
  assert.is(score, expected.score!.toPrecision(4));
  const chart = await page.getAttribute('dialog .clip-chart svg', 'aria-label');
  const [quality] = expected.results;
  assert.match(chart!, `3 frames over 0.3 seconds, from ${Math.min(...quality!.frames).toPrecision(4)}`);
  assert.is((await page.getAttribute('dialog polyline', 'points'))!.split(' ').length, 3);
  await page.click('dialog button[aria-label="Close"]');
  await page.waitForSelector('dialog', { state: 'detached' });
});

test("a file that only has a video's name is refused in the dialog", async () => {
  const { page } = await Visit.open(context, site);
  const buffer = await readFile('samples/cat.jpg');
  await page.setInputFiles('input.chooser', { name: 'photo.mp4', mimeType: 'video/mp4', buffer });
  await page.click('dialog button:has-text("Score the clip")');
  const message = await page.innerText('dialog .failed');
  assert.match(message, /photo\.mp4 is not a video that can be read: it is of no known kind/, message);
});

test.run();
