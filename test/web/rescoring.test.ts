/** Photos that have scores and are scored again: what is kept where that fails or is cancelled, and with which settings. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seriousFindings } from './accessibility.ts';
import { serveWeights } from './site.ts';
import { surroundingsOf } from './surroundings.ts';
import { Visit } from './visit.ts';

const here = surroundingsOf(test);

/** The files of six photos. */
let photos: readonly string[];

async function visit(metrics: readonly string[]): Promise<Visit> {
  const context = await here.newContext({ metrics, crops: 'one', faces: false }, true);
  return Visit.open(context, here.site);
}

async function toggle({ page }: Visit, metric: string): Promise<void> {
  await page.click('.menu summary:has-text("Metrics")');
  await page.click(`.menu-panel label:has-text("${metric}")`);
  await page.keyboard.press('Escape');
}

async function press(visitor: Visit, button: string): Promise<void> {
  await visitor.page.click(`.run-bar button:has-text("${button}")`);
  await visitor.finished();
}

const bars = async ({ page }: Visit) => (await page.locator('.run-bar p').allInnerTexts()).map((text) => text.trim());

/** HyperIQA's file, which comes when the returned function is called. */
async function withheld(): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await here.context.route('**/hyperiqa-tiny.safetensors', async (route) => {
    await released;
    await route.fulfill({ body: here.weights });
  });
  return release;
}

test.before(async () => {
  photos = Array.from({ length: 6 }, (_, i) => join(here.folder, `cat-${i}.jpg`));
  for (const path of photos) await copyFile('samples/cat.jpg', path);
});

test('weights that cannot be loaded cost only the scores of their metric, and all photos can be tried again', async () => {
  const visitor = await visit(['brisque']);
  const { page } = visitor;
  await visitor.choose(photos.slice(0, 2));
  await visitor.finished();
  const [[, before]] = await visitor.rows();
  await here.context.route('**/hyperiqa-tiny.safetensors', (route) => route.abort());
  await toggle(visitor, 'HyperIQA');
  await press(visitor, 'Score again');
  for (const [name, hyperIqa, brisque] of await visitor.rows()) {
    assert.match(name, /Warning: No score of hyperiqa/);
    assert.equal([hyperIqa, brisque], ['', before]);
  }
  assert.equal(await bars(visitor), ['2 photos failed, or lack a score.']);

  await here.context.unroute('**/hyperiqa-tiny.safetensors');
  await serveWeights(here.context, here.site, { hyperIqa: here.weights, others: true });
  await press(visitor, 'Try again');
  for (const [, hyperIqa, brisque] of await visitor.rows()) {
    assert.match(hyperIqa, /^\d/);
    assert.is(brisque, before);
  }
  assert.equal(await bars(visitor), []);
  assert.is(await page.locator('.failure').count(), 0);
});

test('a photo whose scoring fails keeps its scores, on the page with a note and after a reload', async () => {
  const visitor = await visit(['brisque']);
  const { page } = visitor;
  await visitor.choose(photos.slice(0, 2));
  await visitor.finished();
  const before = await visitor.rows();
  await here.context.route('**/hyperiqa-tiny.safetensors', (route) => route.abort());
  await toggle(visitor, 'HyperIQA');
  await toggle(visitor, 'BRISQUE');
  await press(visitor, 'Score again');
  assert.equal(await bars(visitor), ['2 photos failed, or lack a score.']);
  const after = await visitor.rows();
  assert.equal(
    after.map(([, hyperIqa, brisque]) => [hyperIqa, brisque]),
    before.map(([, brisque]) => ['failed', brisque]),
  );
  for (const [name] of after) assert.match(name, /Last attempt failed: The weights .*cannot be loaded/);
  assert.match(await page.innerText('.photo-panel .failed'), /^The last attempt .* its earlier scores are kept\./);
  assert.match(await page.innerText('.photo-panel .reading'), /BRISQUE/);
  assert.match(await visitor.download('JSON'), /"warnings":\["The last attempt to score this photo failed/);
  assert.equal(await seriousFindings(page), []);
  await toggle(visitor, 'BRISQUE');
  await toggle(visitor, 'HyperIQA');
  await page.reload();
  await page.waitForSelector('.lamp[data-state=ready]');
  assert.equal(await visitor.rows(), before);
});

test('settings that are changed while photos are scored apply to the photos that still wait', async () => {
  const visitor = await visit(['hyperiqa']);
  const release = await withheld();
  await visitor.choose(photos);
  await visitor.page.waitForSelector('.run-bar b:has-text("0 of 6")');
  await toggle(visitor, 'BRISQUE');
  release();
  await visitor.finished();
  const [, , ...columns] = (await visitor.rows()).map(([, , brisque]) => brisque !== '');
  assert.equal(columns, [false, true, true, true]);
  assert.equal(await bars(visitor), ['3 photos scored with other settings.']);
  await press(visitor, 'Score again');
  assert.equal(await bars(visitor), []);
});

test('cancelling leaves earlier scores, and photos without a score are counted separately', async () => {
  const visitor = await visit(['brisque']);
  await visitor.choose(photos.slice(0, 2));
  await visitor.finished();
  const before = await visitor.rows();
  const release = await withheld();
  await toggle(visitor, 'HyperIQA');
  await visitor.page.click('.run-bar button:has-text("Score again")');
  await visitor.choose(photos.slice(2, 5));
  await visitor.page.waitForSelector('.run-bar b:has-text("0 of 5")');
  await press(visitor, 'Cancel');
  assert.equal(await bars(visitor), ['3 photos not scored.', '2 photos scored with other settings.']);
  assert.equal(
    (await visitor.rows()).slice(0, 2).map(([, , brisque]) => brisque),
    before.map(([, brisque]) => brisque),
  );
  release();
  await press(visitor, 'Continue');
  assert.equal(await bars(visitor), ['2 photos scored with other settings.']);
});

test.run();
