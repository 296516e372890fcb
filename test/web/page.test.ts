/** The page in Chromium, with the worker, the engine and SwiftShader as the GPU. */
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openBrowser } from '../browser.ts';
import { tiffFixtures } from '../image/tiff-fixture.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { seriousFindings } from './accessibility.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { profileWith, Visit } from './visit.ts';

let browser: Browser;
let site: Site;
let weights: Buffer;
/** A visit that scores the samples by two metrics, which an earlier visit selected. */
let scored: Visit;
/** Errors on the console of any page. */
const errors: string[] = [];

async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    ...options,
  });
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  await serveWeights(context, site, { hyperIqa: weights, others: true });
  return context;
}

test.before(async () => {
  [browser, site, weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
  const context = await newContext({ storageState: profileWith(site, { metrics: ['hyperiqa', 'brisque'] }) });
  scored = await Visit.open(context, site);
});

test.after(async () => {
  await browser.close();
  site.close();
});

test('the JavaScript of page and worker is at most 105 KB compressed before the first photo', async () => {
  const context = await newContext();
  // The browser caches what page and worker share, so each address counts once.
  const sizes = new Map<string, Promise<number>>();
  context.on('response', (response) => {
    const url = response.url();
    if (url.endsWith('.js'))
      sizes.set(
        url,
        response.body().then((body) => gzipSync(body).length),
      );
  });
  await Visit.open(context, site);
  const total = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
  assert.ok(sizes.size >= 2, `only ${sizes.size} scripts came`);
  assert.ok(total <= 105_000, `it is ${total} bytes`);
  await context.close();
});

test('the empty page says what it is for, offers the samples, and axe-core finds nothing serious', async () => {
  assert.match(await scored.page.innerText('.dropzone'), /no photo is sent anywhere/);
  assert.match(await scored.page.innerText('.samples button'), /5 sample photos/);
  assert.equal(await seriousFindings(scored.page), []);
});

test('the cautions of the built-in weights name no commands and no files of the repository', async () => {
  const context = await newContext();
  const { page } = await Visit.open(context, site);
  assert.match(await page.innerText('.dropzone'), /was trained on artificial damage, not on human ratings\./);
  await page.click('.dropzone button:has-text("About the models")');
  for (const text of [await page.innerText('.dropzone'), ...(await page.locator('dialog .caution').allInnerTexts())]) {
    assert.not.match(text, /`|docs\//);
  }
  await context.close();
});

test('a photo gets its score, and its face a box and a score', async () => {
  await scored.page.click('.samples button');
  await scored.page.waitForSelector('.run-bar');
  await scored.finished();
  await scored.open('grace-hopper.jpg');
  const row = (await scored.rows()).find(([name]) => name.includes('grace-hopper'));
  const figures = await scored.page.$$eval('.readings .figure', (all) => all.map((figure) => figure.textContent));
  assert.equal(figures, row?.slice(1, 3));
  const [x, y, width, height] = await scored.page.$eval('.face-frame rect', (rect) =>
    ['x', 'y', 'width', 'height'].map((side) => Number(rect.getAttribute(side))),
  );
  // The same box as on the command line.
  assert.equal([x, y, x + width, y + height].map(Math.round), [183, 123, 350, 330]);
  assert.is(await scored.page.innerText('.face-label'), row?.[3]);
});

test('the crops are shown on request, each with its score, and with their mean and spread', async () => {
  assert.is(await scored.page.locator('.crop-frame').count(), 0);
  await scored.page.check('figcaption label:has-text("Crops") input');
  assert.is(await scored.page.locator('.crop-frame').count(), 10);
  const scores = (await scored.page.locator('.crop-score').allInnerTexts()).map(Number);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  assert.is(scores.length, 10);
  const shown = Number(/mean ([\d.]+)/.exec(await scored.page.innerText('#crops-title'))?.[1]);
  assert.ok(Math.abs(shown - mean) < 0.1, `${shown} is shown, and the mean is ${mean}`);
  await scored.page.focus('.crop >> nth=2');
  assert.is(await scored.page.locator('.crop-frame.chosen').count(), 1);
});

test('the table sorts by names and by figures, in both directions', async () => {
  await scored.sortBy('Photo');
  const names = await scored.names();
  assert.equal(names, [...names].sort());
  for (const [title, column] of [
    ['HyperIQA', 1],
    ['BRISQUE', 2],
  ] as const) {
    await scored.sortBy(title);
    const falling = (await scored.rows()).map((row) => Number(row[column]));
    assert.is(await scored.page.getAttribute(`th:has-text("${title}")`, 'aria-sort'), 'descending');
    assert.equal(
      falling,
      [...falling].sort((a, b) => b - a),
    );
    await scored.sortBy(title);
    assert.is(await scored.page.getAttribute(`th:has-text("${title}")`, 'aria-sort'), 'ascending');
    const rising = (await scored.rows()).map((row) => Number(row[column]));
    assert.equal(rising, falling.reverse());
    await scored.sortBy(title);
    assert.is(await scored.page.getAttribute(`th:has-text("${title}")`, 'aria-sort'), 'none');
  }
});

test('JSON has the names of the command line, CSV the same figures', async () => {
  const json = JSON.parse(await scored.download('JSON'));
  const portrait = json.find(({ file }: { readonly file: string }) => file.includes('grace-hopper'));
  assert.equal(Object.keys(portrait), [
    ...[
      'file',
      'width',
      'height',
      'score',
      'scores',
      'results',
      'crops',
      'faces',
      'model',
      'adapter',
      'warnings',
      'ms',
    ],
  ]);
  assert.is(portrait.crops.length, 10);
  assert.is(portrait.score, portrait.scores.hyperiqa);
  assert.ok(portrait.faces[0].confidence > 0.99);
  const [head, ...lines] = (await scored.download('CSV')).trimEnd().split('\r\n');
  assert.is(lines.length, 5);
  const cells = lines.find((line) => line.includes('grace-hopper'))?.split(',') ?? [];
  const cell = (name: string) => Number(cells[head.split(',').indexOf(name)]);
  assert.is(cell('score'), portrait.score);
  assert.is(cell('scores.brisque'), portrait.scores.brisque);
  assert.is(cell('face.score'), portrait.faces[0].score);
});

test('two photos are shown side by side, and the better one is named', async () => {
  await scored.page.check('input[aria-label$="/coffee.jpg"]');
  await scored.page.check('input[aria-label$="coffee-blurred.jpg"]');
  await scored.page.click('nav a:has-text("Compare 2")');
  await scored.page.waitForSelector('.pair section >> nth=1');
  // Only BRISQUE's verdict is known, since the weights of the other metric are untrained.
  assert.match(await scored.page.innerText('.verdict'), /coffee\.jpg is better by\s+[\d.]+\s+on BRISQUE/);
  assert.equal(await seriousFindings(scored.page), []);
  await scored.page.keyboard.press('Escape');
  await scored.page.waitForSelector('.table-scroll');
});

test('"under the hood" shows the adapter, a kernel and a time for every layer, and the memory', async () => {
  await scored.page.click('nav a:has-text("Under the hood")');
  assert.match(await scored.page.innerText('.hood .facts'), /SwiftShader/i);
  const network = scored.page.getByLabel('Network');
  assert.is(await network.inputValue(), 'hyperiqa');
  assert.ok((await network.locator('option').allInnerTexts()).includes('Face detector'));
  await scored.page.click('button:has-text("Time every layer")');
  await scored.page.waitForSelector('.layers-table, .hood .failed');
  const times = await scored.page.$$eval('.layers-table tbody tr', (rows) =>
    rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
  );
  assert.ok(times.length > 20, `${times.length} layers`);
  for (const [kernel, time] of times) assert.ok(kernel.length > 0 && /\d (ms|s)$/.test(time), `${kernel} ${time}`);
  assert.match(await scored.page.innerText('.tiles'), /weights on the GPU[\s\S]*activations/);
  assert.equal(await seriousFindings(scored.page), []);
});

test('axe-core finds nothing serious in a scored list, in forced colours, in dark mode, and in the dialogs', async () => {
  const { page } = scored;
  await page.click('nav a:has-text("Photos")');
  assert.equal(await seriousFindings(page), []);
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' });
  assert.equal(await seriousFindings(page), []);
  await page.emulateMedia({ forcedColors: 'none' });
  assert.equal(await seriousFindings(page), []);
  await page.click('.model-chip');
  assert.equal(await seriousFindings(page), []);
  await page.keyboard.press('Escape');
  await page.click('button:has-text("Camera")');
  await page.waitForSelector('dialog .failed');
  assert.match(await page.innerText('dialog .failed'), /No camera was found|not allowed/);
  assert.equal(await seriousFindings(page), []);
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
});

test("a TIFF that WebAssembly unpacks is scored under the page's Content-Security-Policy", async () => {
  const context = await newContext();
  const visit = await Visit.open(context, site);
  assert.is(await visit.page.locator('meta[http-equiv=Content-Security-Policy]').count(), 1);
  const { bytes } = tiffFixtures.find(({ name }) => name === 'pillow-zstd')!;
  const file = { name: 'zstd.tif', mimeType: 'image/tiff', buffer: Buffer.from(bytes) };
  await visit.page.setInputFiles('input.chooser', file);
  await visit.page.waitForSelector('.photos');
  await visit.finished();
  const [row] = await visit.rows();
  assert.is(row?.[0], 'zstd.tif');
  assert.match(row?.[1] ?? '', /^\d+\.\d$/);
  await context.close();
});

test('no page wrote an error to its console', () => {
  assert.equal(errors, []);
});

test.run();
