/** Filtering the list, and selecting its worst photos. */
import type { Browser, BrowserContext } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FaceScore } from '../../src/scoring/score-face.ts';
import { noFilter, passes, worstOf } from '../../web/page/state/filter.ts';
import { type PhotoEntry, photoEntry } from '../../web/page/state/photo.ts';
import type { Result } from '../../web/protocol.ts';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { seriousFindings } from './accessibility.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { profileWith, samples, Visit } from './visit.ts';

const face: FaceScore = {
  box: [0, 0, 9, 9],
  confidence: 1,
  score: 5,
  scores: { hyperiqa: 5 },
  results: [],
  brightness: 120,
  contrast: 50,
  sharpness: 300,
};

function photo(name: string, score: number | null, faces: readonly FaceScore[] = [], facesSought = true): PhotoEntry {
  const entry = photoEntry(1, { name, file: new Blob() });
  if (score === null) return entry;
  const result: Result = {
    ...{ score, scores: { hyperiqa: score }, results: [], failures: [], faces, crops: null },
    ...{ model: '', adapter: '', milliseconds: 1 },
  };
  entry.status.value = { kind: 'scored', reference: null, result, facesSought, stamp: '' };
  return entry;
}

const names = (photos: readonly PhotoEntry[]) => photos.map(({ name }) => name);

test('a filter matches names in any case, scores between its bounds, and photos with or without a face', () => {
  const photos = [photo('Cat.jpg', 30), photo('dog.jpg', 70, [face]), photo('waits.jpg', null)];
  photos.push(photo('unsought.jpg', 50, [], false));
  const shown = (filter: Partial<typeof noFilter>) =>
    names(photos.filter((entry) => passes(entry, { ...noFilter, ...filter }, 'hyperiqa')));
  assert.equal(shown({}), names(photos));
  assert.equal(shown({ name: 'CAT' }), ['Cat.jpg']);
  assert.equal(shown({ below: 50 }), ['Cat.jpg']);
  assert.equal(shown({ above: 30 }), ['dog.jpg', 'unsought.jpg']);
  assert.equal(shown({ above: 30, below: 70 }), ['unsought.jpg']);
  assert.equal(shown({ faces: 'some' }), ['dog.jpg']);
  assert.equal(shown({ faces: 'none' }), ['Cat.jpg']);
});

test('the worst photos have the lowest scores where higher is better, and the highest where lower is', () => {
  const photos = [photo('a', 30), photo('b', null), photo('c', Infinity), photo('d', 10)];
  assert.equal(names(worstOf(photos, 2, 'hyperiqa', 'higher')), ['d', 'a']);
  assert.equal(names(worstOf(photos, 2, 'hyperiqa', 'lower')), ['c', 'a']);
});

let browser: Browser;
let site: Site;
let weights: Buffer;
let context: BrowserContext;

test.before(async () => {
  [browser, site, weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
});

test.before.each(async () => {
  const { origin } = new URL(site.address);
  context = await browser.newContext({
    serviceWorkers: 'block',
    storageState: profileWith(site, { metrics: ['hyperiqa'], crops: 'one', faces: false }),
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await serveWeights(context, site, { hyperIqa: weights, others: false });
});

test.after.each(() => context.close());

test.after(async () => {
  await browser.close();
  site.close();
});

test('the list shows what passes the filter, selects the worst, copies their names and compares two', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await visit.choose(samples);
  await visit.finished();
  const rows = (await visit.rows()).map(([name, score]) => ({ name, score: Number(score) }));
  const rising = [...rows].sort((a, b) => a.score - b.score);
  const report = await context.newPage();
  await report.setContent(await visit.download('HTML'));
  assert.equal((await report.locator('ul.photos .quiet').allTextContents()).toSorted(), [
    ...samples.map((path) => path.slice(8)),
  ]);
  assert.is(await report.textContent('#shown'), '5 of 5 photos');
  assert.is(await report.$eval('ul.photos img', (image) => (image as HTMLImageElement).naturalWidth), 320);
  await report.close();
  await page.click('button[aria-label=Filter]');
  assert.equal(await seriousFindings(page), []);
  await page.fill('input[aria-label="How many of the worst"]', '3');
  await page.click('button:has-text("Select the worst")');
  assert.match(await page.innerText('.selection'), /3 selected/);
  await page.click('.selection button:has-text("Copy names")');
  await page.waitForSelector('.notice:has-text("3 names copied.")');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(
    copied,
    `${rising
      .slice(0, 3)
      .map(({ name }) => name)
      .join('\n')}\n`,
  );
  assert.is(await page.locator('.selection button:has-text("Compare")').count(), 0);
  assert.equal(await seriousFindings(page), []);

  const bound = (rising[1].score + rising[2].score) / 2;
  await page.fill('input[aria-label="Score below"]', String(bound));
  assert.equal(
    (await visit.names()).toSorted(),
    rising
      .slice(0, 2)
      .map(({ name }) => name)
      .toSorted(),
  );
  assert.match(await page.innerText('.filter [role=status]'), /2 of 5 photos/);
  await page.click('button:has-text("Select the worst")');
  await page.click('.selection button:has-text("Compare")');
  await page.waitForSelector('.pair section >> nth=1');
  await page.keyboard.press('Escape');
  await page.click('.selection button:has-text("Unselect")');

  await page.fill('input[aria-label="Name contains"]', 'no such name');
  assert.match(await page.innerText('.table-scroll'), /No photo passes the filter/);
  await page.click('.filter button:has-text("Show all")');
  await visit.focuses('Filter');
  assert.is((await visit.rows()).length, 5);

  await page.click('button[aria-label=Filter]');
  await page.fill('input[aria-label="Name contains"]', 'cat');
  await page.click('input[aria-label="Select cat.jpg"]');
  await page.click('button[aria-label="Clear the list"]');
  await visit.choose([samples[3]]);
  await visit.finished();
  assert.equal(await visit.names(), ['coffee.jpg']);
  assert.is(await page.locator('.filter, .selection').count(), 0);
});

test('where no photo has a score by the first metric, selecting the worst says so', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await context.route('**/hyperiqa-tiny.safetensors', (route) => route.abort());
  await visit.choose([samples[0]]);
  await visit.finished();
  await page.click('button[aria-label=Filter]');
  await page.click('button:has-text("Select the worst")');
  await page.waitForSelector('.notice:has-text("No photo in the list has a score by HyperIQA")');
});

test.run();
