/** A video on the page, decoded by the browser. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { open, videoFrames } from '../../src/index.ts';
import { openMetric } from '../../src/models/open-metric.ts';
import { vsfa } from '../../src/models/vsfa/model.ts';
import { scoreClip } from '../../src/scoring/score-clip.ts';
import { openBrowser } from '../browser.ts';
import { closeTestEngine, openTestEngine } from '../engine.ts';
import { convertedPublished, publishedFiles } from '../models/published.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { profileWith, Visit } from './visit.ts';

const video = 'test/fixtures/clips/vp9.webm';
let browser: Browser;
let context: BrowserContext;
let site: Site;

test.before(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
});

test.after(async () => {
  await browser.close();
  site.close();
  await closeTestEngine();
});

test.after.each(() => context.close());

/** Opens the page with this metric selected. */
async function visit(metric: string): Promise<Visit> {
  context = await browser.newContext({
    serviceWorkers: 'block',
    storageState: profileWith(site, { faces: false, metrics: [metric] }),
  });
  await serveWeights(context, site, { hyperIqa: await tinyHyperIqa(1), others: true });
  return Visit.open(context, site);
}

test('a dropped video has the score of its frames as Node decodes them, and a chart of more than one', async () => {
  await using iqa = await open({ metric: 'brisque', adapter: process.env.HYPERIQA_ADAPTER });
  const expected = await iqa.scoreClip(videoFrames(video, { every: 4 }));
  const { page } = await visit('brisque');
  await page.setInputFiles('input.chooser', video);
  await page.fill('dialog input[type=number]', '4');
  await page.click('dialog button:has-text("Score the clip")');
  const score = await page.textContent('dialog .clip-value');
  assert.is(score, expected.score!.toPrecision(4));
  const chart = await page.getAttribute('dialog .clip-chart svg', 'aria-label');
  const [quality] = expected.results;
  assert.match(chart!, `3 frames over 0.3 seconds, from ${Math.min(...quality!.frames).toPrecision(4)}`);
  assert.is((await page.getAttribute('dialog polyline', 'points'))!.split(' ').length, 3);
  await page.fill('dialog input[type=number]', '100');
  await page.click('dialog button:has-text("Score the clip")');
  await page.waitForSelector('dialog p:has-text("1 frame of 98×66")');
  assert.is(await page.locator('dialog .clip-chart').count(), 0);
  await page.click('dialog button[aria-label="Close"]');
  await page.waitForSelector('dialog', { state: 'detached' });
});

test("VSFA's two files and a dropped video give Node's score, and a chart of the quality of each frame", async () => {
  const files = await publishedFiles(vsfa);
  const metric = await openMetric(await openTestEngine(), vsfa, await convertedPublished(files));
  const { results } = await scoreClip(videoFrames(video, { every: 2 }), (work) => work([metric]));
  metric.dispose();
  const { score, frames } = results[0]!;
  assert.ok(Math.max(...frames) - Math.min(...frames) > 0.01, `the frames are alike: ${frames}`);

  const visitor = await visit('vsfa');
  const { page } = visitor;
  const chosen = Object.entries(files).map(([name, bytes]) => ({ name, mimeType: '', buffer: Buffer.from(bytes) }));
  await page.setInputFiles('input.chooser', chosen);
  await visitor.drop([resolve(video)]);
  await page.fill('dialog input[type=number]', '2');
  await page.click('dialog button:has-text("Score the clip")');
  assert.is(await page.textContent('dialog .clip-value'), score.toPrecision(4));
  const [least, most] = [Math.min(...frames), Math.max(...frames)].map((quality) => quality.toPrecision(4));
  const chart = await page.getAttribute('dialog .clip-chart svg', 'aria-label');
  assert.ok(chart!.includes(`5 frames over 0.3 seconds, from ${least} to ${most}`), chart!);
  const points = (await page.getAttribute('dialog polyline', 'points'))!.split(' ').map((point) => point.split(','));
  assert.is(points.length, 5);
  // Frames of higher quality are higher on the chart.
  const heights = points.map(([, y]) => -Number(y));
  const order = (values: readonly number[]) => values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  assert.equal(order(heights), order(frames));
});

test("a file that only has a video's name is refused in the dialog", async () => {
  const { page } = await visit('brisque');
  const buffer = await readFile('samples/cat.jpg');
  await page.setInputFiles('input.chooser', { name: 'photo.mp4', mimeType: 'video/mp4', buffer });
  await page.click('dialog button:has-text("Score the clip")');
  const message = await page.innerText('dialog .failed');
  assert.match(message, /photo\.mp4 is not a video that can be read: it is of no known kind/, message);
});

test.run();
