/** Details of the page: what it loads and hides, when it asks before it is left, and what it says if it cannot start. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import sharp from 'sharp';
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
/** Names of the weights that the page requested. */
let fetched: string[];

const portrait = samples.filter((name) => name.includes('grace-hopper'));

test.before(async () => {
  [browser, site, weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
});

test.before.each(async () => {
  context = await browser.newContext({
    serviceWorkers: 'block',
    storageState: profileWith(site, { metrics: ['hyperiqa'], faces: false }),
    viewport: { width: 1280, height: 800 },
  });
  await serveWeights(context, site, { hyperIqa: weights, others: true });
  fetched = [];
  context.on('request', (request) => {
    const name = /weights\/(.*)\.safetensors$/.exec(request.url())?.[1];
    if (name !== undefined) fetched.push(name);
  });
});

test.after.each(() => context.close());

test.after(async () => {
  await browser.close();
  site.close();
});

test('weights are loaded when their model first scores, and those that judge faces when one is found', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  assert.equal(fetched, []);
  await visit.choose(portrait);
  await visit.finished();
  assert.equal(fetched, ['hyperiqa-tiny']);
  await page.check('label:has-text("Faces") input');
  await page.click('.run-bar button:has-text("again")');
  await page.waitForSelector('.run-bar progress');
  await visit.finished();
  assert.equal(fetched, ['hyperiqa-tiny', 'face-detector', 'face-recognisability', 'face-landmarks']);

  // The setting hides and shows the faces that were found.
  assert.is(await page.locator('.photo-panel .face-frame').count(), 1);
  assert.match(await visit.download('JSON'), /"faces":\[\{/);
  await page.uncheck('.settings label:has-text("Faces") input');
  assert.is(await page.locator('.photo-panel .face-frame, .photo-panel .faces, th.face, td.face').count(), 0);
  assert.match(await visit.download('JSON'), /"faces":\[\]/);
  await page.check('.settings label:has-text("Faces") input');
  assert.is(await page.locator('.photo-panel .face-frame').count(), 1);
});

test('headers are aligned with their figures, and spreads are explained', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await visit.choose(portrait);
  await visit.finished();
  const ends = () =>
    page.evaluate(() =>
      ['score', 'spread', 'pixels'].map((column) =>
        [`th.${column}`, `td.${column}`].map((place) => {
          const walker = document.createTreeWalker(document.querySelector(place)!, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          const rights: number[] = [];
          while (walker.nextNode() !== null) {
            range.selectNodeContents(walker.currentNode);
            rights.push(range.getBoundingClientRect().right);
          }
          return Math.round(Math.max(...rights));
        }),
      ),
    );
  const aligned = (all: number[][]) => all.every(([head, figure]) => Math.abs(head! - figure!) <= 1);
  assert.ok(aligned(await ends()), JSON.stringify(await ends()));
  // Systems' fonts differ in width by a quarter.
  await page.evaluate(() => {
    const wide = new CSSStyleSheet();
    wide.replaceSync('.table-scroll thead button { font-size: 1.1rem }');
    document.adoptedStyleSheets = [wide];
  });
  assert.ok(aligned(await ends()), JSON.stringify(await ends()));
  assert.match((await page.getAttribute('th.spread button', 'title')) ?? '', /standard deviation/);
  assert.match(await page.innerText('.photo-panel .readings'), /±[\d.]+ over 10 crops/);
});

test('a photo is shown pixel by pixel, and can be moved by dragging', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await page.setViewportSize({ width: 900, height: 500 });
  await visit.choose(['samples/coffee.jpg']);
  await visit.finished();
  const pane = page.locator('.photo-panel .pan');
  const size = () => pane.evaluate((element) => [element.scrollWidth, element.clientWidth, element.scrollLeft]);
  const [whole, seen] = await size();
  assert.is(whole, seen);
  await page.check('.photo-panel input[name=zoom] >> nth=1', { force: true });
  const naturalWidth = await page.$eval('.photo-panel .stage img', (image) => (image as HTMLImageElement).naturalWidth);
  assert.is((await size())[0], naturalWidth);
  const { x, y } = (await pane.boundingBox())!;
  await page.mouse.move(x + 90, y + 90);
  await page.mouse.down();
  await page.mouse.move(x + 50, y + 70, { steps: 4 });
  await page.mouse.up();
  assert.is((await size())[2], 40);
  await page.mouse.move(x + 10, y + 10);
  assert.is((await size())[2], 40);
  assert.equal(await seriousFindings(page), []);
});

test('a transparent photo is shown with the colours that are scored, not with the page below it', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  const background = { r: 200, g: 40, b: 10, alpha: 0 };
  const buffer = await sharp({ create: { width: 64, height: 48, channels: 4, background } })
    .png()
    .toBuffer();
  await page.setInputFiles('input.chooser', { name: 'clear.png', mimeType: 'image/png', buffer });
  const shown = page.locator('.photo-panel .stage canvas:visible');
  await shown.waitFor();
  const pixel = await shown.evaluate((canvas) => {
    const copy = new OffscreenCanvas(1, 1).getContext('2d')!;
    copy.drawImage(canvas as HTMLCanvasElement, 0, 0);
    return [...copy.getImageData(0, 0, 1, 1).data];
  });
  assert.equal(pixel, [200, 40, 10, 255]);
  await page.check('.photo-panel input[name=zoom] >> nth=1', { force: true });
  await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>('.stage canvas')?.width === 64);
});

/** A mock worker that answers with a score at once. */
const quickWorker = `
  const adapter = { name: 'GPU', vendor: '', architecture: '', driver: '', kind: 'gpu' };
  const result = {
    score: 50, scores: { hyperiqa: 50 }, results: [], failures: [], faces: [], crops: null,
    model: 'm', adapter: 'GPU', milliseconds: 1,
  };
  const picture = { width: 2, height: 2, orientation: 1, turned: false, warnings: [], thumbnail: new Blob() };
  onmessage = ({ data: { type, id } }) => {
    if (type === 'open') postMessage({ type: 'ready', adapter, models: [] });
    if (type !== 'score') return;
    postMessage({ type: 'decoded', id, picture });
    postMessage({ type: 'scored', id, result });
  };`;

test('the browser asks before a page with 200 scored photos is left, but not with fewer', async () => {
  await context.route(`${site.address}worker.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: quickWorker }),
  );
  const visit = await Visit.open(context, site);
  const { page } = visit;
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  const add = (from: number, to: number) =>
    page.setInputFiles(
      'input.chooser',
      Array.from({ length: to - from }, (_, i) => ({
        ...{ name: `${from + i}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from([from + i]) },
      })),
    );
  await add(0, 199);
  await page.waitForSelector('table[aria-rowcount="200"]');
  await visit.finished();
  await page.reload();
  await page.waitForSelector('table[aria-rowcount="200"]');
  assert.equal(asked, []);
  await page.click('.kept-note button');
  await add(0, 200);
  await page.waitForSelector('table[aria-rowcount="201"]');
  await visit.finished();
  // The browser only asks after the user has interacted with the page.
  await page.click('.open >> nth=0');
  await page.reload();
  assert.equal(asked, ['beforeunload']);
});

test('a page opened as a file says what it needs', async () => {
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve('dist/web/index.html')).href);
  assert.match(await page.innerText('#app'), /Opened as a file it cannot/);
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.not-started')!).opacity === '1');
});

test('metrics are chosen in a menu, which Escape closes without leaving the photo; the last one stays chosen', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await visit.choose(portrait);
  await visit.finished();
  await page.click('.menu summary');
  assert.ok(await page.isDisabled('.menu label:has-text("HyperIQA") input'));
  await page.check('.menu label:has-text("Mean squared error") input');
  assert.equal(await seriousFindings(page), []);
  await page.keyboard.press('Escape');
  assert.not.ok(await page.isVisible('.menu-panel'));
  assert.is(await page.innerText('.menu summary'), 'Metrics\nHyperIQA, Mean squared error');
  assert.ok(await page.isVisible('.photo-panel h2:has-text("grace-hopper")'));
  await page.click('.menu summary');
  await page.uncheck('.menu label:has-text("HyperIQA") input');
  await page.click('h1');
  assert.not.ok(await page.isVisible('.menu-panel'));
});

test.run();
