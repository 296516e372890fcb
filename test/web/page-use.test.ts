/** Using the page: folders, dropped and broken files, the keyboard, a phone, and a missing or lost GPU. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { seriousFindings } from './accessibility.ts';
import { TaskTrace } from './main-thread.ts';
import { surroundingsOf } from './surroundings.ts';
import { samples, Visit } from './visit.ts';

const here = surroundingsOf(test);
/** Errors on the console of any page. */
const errors: string[] = [];

/** Settings for fast scoring: one crop and no faces. */
const quick = { metrics: ['hyperiqa'], crops: 'one', faces: false };

/** A new browser profile with the page's own weights replaced by tiny ones. */
async function visitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await here.newContext(quick, false, options);
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  return context;
}

/** Milliseconds: browsers report tasks that take longer as long tasks. */
const longestTask = 50;

const visit = async (options?: BrowserContextOptions) => Visit.open(await visitor(options), here.site);

test('a damaged photo that can be read says so in the list, beside the photo and in the exports', async () => {
  const early = join(here.folder, 'early.jpg');
  const whole = await readFile('samples/cat.jpg');
  await writeFile(early, Buffer.concat([whole.subarray(0, -2000), whole.subarray(-2)]));
  const visitor = await visit();
  await visitor.choose([early]);
  await visitor.finished();
  const [[name, score]] = await visitor.rows();
  assert.match(name, /Warning: its JPEG data are damaged/);
  assert.match(score, /^\d/);
  await visitor.open('early.jpg');
  assert.match(await visitor.page.innerText('.photo-panel .warnings'), /its JPEG data are damaged \(premature end/);
  assert.match(await visitor.download('JSON'), /"warnings":\["its JPEG data are damaged/);
});

test('Auto-orient turns a photo with an EXIF orientation, which is offered beside it, and scores it again', async () => {
  const visitor = await visit();
  await visitor.choose(['test/fixtures/image/files/exif-rotated.jpg']);
  await visitor.finished();
  assert.match((await visitor.rows())[0].at(-1)!, /41×29/);
  await visitor.page.click('label:has-text("Auto-orient")');
  await visitor.page.click('.run-bar button:has-text("again")');
  await visitor.finished();
  assert.match((await visitor.rows())[0].at(-1)!, /29×41/);
  await visitor.page.click('label:has-text("Auto-orient")');
  await visitor.page.click('.run-bar button:has-text("again")');
  await visitor.finished();
  assert.match((await visitor.rows())[0].at(-1)!, /41×29/);
  await visitor.page.click('figcaption button:has-text("Rotate it, and score it again")');
  await visitor.focuses('exif-rotated.jpg');
  await visitor.finished();
  assert.match((await visitor.rows())[0].at(-1)!, /29×41/);
  assert.ok(await visitor.page.isChecked('label:has-text("Auto-orient") input'));
  const image = visitor.page.locator('.photo-panel .stage img');
  assert.is(await image.evaluate((element) => getComputedStyle(element).imageOrientation), 'from-image');
});

test('a folder of ten shows its progress, can be cancelled and resumed, explains a broken file, and has no long task', async () => {
  const holiday = join(here.folder, 'holiday');
  await mkdir(holiday);
  for (let i = 0; i < 9; i++) await copyFile('samples/cat.jpg', join(holiday, `cat-${i}.jpg`));
  await writeFile(join(holiday, 'broken.jpg'), (await readFile('samples/cat.jpg')).subarray(0, 200));
  await writeFile(join(holiday, 'foreign.jpg'), 'this is no photo');
  await writeFile(join(holiday, 'notes.txt'), 'these are not, either');
  const trace = await TaskTrace.start(here.browser);
  const visitor = await visit();
  const { page } = visitor;
  await page.setInputFiles('input.folder-chooser', holiday);
  await page.waitForSelector('.run-bar b:has-text(" of 11")');
  await page.click('.run-bar button:has-text("Cancel")');
  await page.waitForSelector('.run-bar p:has-text("not scored")');
  assert.match(await page.innerText('.notices'), /1 file of the folder is not a photo and was left out/);
  assert.is((await visitor.names()).length, 11);

  await page.click('.run-bar button:has-text("Continue")');
  await page.waitForSelector('.run-bar b', { state: 'attached' });
  await visitor.finished();
  const rows = await visitor.rows();
  assert.is(rows.length, 10);
  assert.match(await page.innerText('.notices'), /foreign\.jpg was skipped/);
  assert.is(rows.filter(([, score]) => /^\d/.test(score)).length, 9);
  const broken = rows.find(([name]) => name.startsWith('broken.jpg'));
  assert.match(broken?.[0] ?? '', /broken\.jpg.*\S+ \S+ \S+/s);
  assert.is(broken?.[1], 'failed');
  await visitor.open('broken.jpg');
  assert.match(await page.innerText('.photo-panel .failed'), /broken\.jpg/);
  let longest = await trace.end();
  // On a machine that others use too, caches and clock rates occasionally lengthen a task.
  for (let turn = 0; longest.processor > longestTask && turn < 2; turn++) longest = await longestWith(holiday);
  const { processor, clock } = longest;
  console.log(
    `  the main thread's longest task: ${processor.toFixed(0)} ms of the processor, ${clock.toFixed(0)} ms in all`,
  );
  assert.ok(processor > 0 && processor <= longestTask, `${processor} ms`);
});

/** Scores the folder's photos in a new visit; returns the longest task. */
async function longestWith(photos: string) {
  const trace = await TaskTrace.start(here.browser);
  const visitor = await visit();
  await visitor.page.setInputFiles('input.folder-chooser', photos);
  await visitor.page.waitForSelector('.run-bar b', { state: 'attached' });
  await visitor.finished();
  return trace.end();
}

test('photos can be dropped and pasted, removed from the list and restored', async () => {
  const visitor = await visit();
  const { page } = visitor;
  const bytes = (await readFile('samples/cat.jpg')).toString('base64');
  await page.evaluate((base64) => {
    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const carry = (name: string) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([data], name, { type: 'image/jpeg' }));
      return transfer;
    };
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: carry('dropped.jpg'), cancelable: true }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carry('pasted.jpg') }));
  }, bytes);
  await page.waitForSelector('.table-scroll tbody tr >> nth=1');
  await visitor.finished();
  assert.equal([...(await visitor.names())].sort(), ['dropped.jpg', 'pasted.jpg']);
  await page.click('button[aria-label="Clear the list"]');
  await page.waitForSelector('.empty');
  await page.click('.notice button:has-text("Undo")');
  assert.is((await visitor.names()).length, 2);
});

test('undoing a removal restores these photos in their places, and none that were removed later', async () => {
  const visitor = await visit();
  const { page } = visitor;
  await visitor.choose(samples);
  await visitor.finished();
  const remove = async (name: string) => {
    await visitor.open(name);
    await page.click('button[aria-label="Remove from the list"]');
  };
  const before = await visitor.names();
  await remove('coffee-blurred.jpg');
  await remove('cat.jpg');
  await remove('coffee.jpg');
  await page.click('.notice:has-text("coffee-blurred.jpg removed") button:has-text("Undo")');
  assert.equal(await visitor.names(), ['coffee-blurred.jpg', 'coffee-compressed.jpg', 'grace-hopper.jpg']);
  await page.click('.notice:has-text("coffee.jpg removed") button:has-text("Undo")');
  await page.click('.notice:has-text("cat.jpg removed") button:has-text("Undo")');
  assert.equal(await visitor.names(), before);
});

test('a folder that is dropped from the desktop is searched recursively', async () => {
  const trip = join(here.folder, 'trip');
  await mkdir(join(trip, 'day'), { recursive: true });
  for (const name of ['a.jpg', 'day/b.jpg', 'day/c.jpg']) await copyFile('samples/cat.jpg', join(trip, name));
  await writeFile(join(trip, 'day', 'notes.txt'), 'these are no photo');
  const visitor = await visit();
  await visitor.drop([trip]);
  await visitor.page.waitForSelector('.table-scroll tbody tr >> nth=2');
  await visitor.finished();
  assert.equal([...(await visitor.names())].sort(), ['a.jpg', 'b.jpg', 'c.jpg']);
  assert.match(await visitor.page.innerText('.notices'), /1 file of the folder is not a photo and was left out/);
});

test('a checkpoint replaces the weights, and photos are scored again with it', async () => {
  const other = join(here.folder, 'other.safetensors');
  await writeFile(other, await tinyHyperIqa(2));
  const visitor = await visit();
  const { page } = visitor;
  await visitor.choose([samples[0]]);
  await visitor.finished();
  const [[, before]] = await visitor.rows();
  await page.setInputFiles('input.chooser', other);
  await page.waitForSelector('.notice:has-text("HyperIQA uses these weights from now on.")');
  await page.click('.run-bar button:has-text("Score again")');
  await visitor.finished();
  const [[, after]] = await visitor.rows();
  assert.match(after, /^\d/);
  assert.not.equal(after, before);
  await page.click('.model-chip');
  assert.match(await page.innerText('dialog'), /other\.safetensors/);
  assert.match(await page.innerText('dialog'), /hyperiqa \(safetensors.* 0 missing/s);
  await page.click('button:has-text("Remove these weights")');
  await page.waitForSelector('dialog:has-text("hyperiqa-tiny.safetensors")');
});

test('weights of a metric that is not chosen are announced with where to choose it', async () => {
  const { page } = await visit();
  const parts = ['checkpoint.pth.tar', 'svr.npz'].map((name) => `test/models/deepbiq/${name}`);
  await page.setInputFiles('input.chooser', parts);
  await page.waitForSelector('.notice:has-text("DeepBIQ is ready: tick it under Metrics.")');
});

test('the keyboard is enough to choose photos, to go through the list to the details, and back', async () => {
  const visitor = await visit();
  const { page } = visitor;
  // Requested early, since the browser takes a moment to start passing choosers to the test.
  const chooser = page.waitForEvent('filechooser');
  const button = page.locator('.dropzone button.main');
  for (let i = 0; i < 10 && !(await button.evaluate((it) => it === document.activeElement)); i++) {
    await page.keyboard.press('Tab');
  }
  await visitor.focuses('Choose photos');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([...samples]);
  await page.waitForSelector('.photos');
  await visitor.focuses('cat.jpg');
  await page.keyboard.press('ArrowDown');
  await visitor.focuses('coffee-blurred.jpg');
  await page.keyboard.press('End');
  await visitor.focuses('grace-hopper.jpg');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.photos[data-place=photo]');
  await page.waitForSelector('#photo-name:focus');
  await visitor.focuses('grace-hopper.jpg');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.photos[data-place=list]');
  await page.waitForSelector('.open:focus');
  await visitor.finished();
});

test('on a phone list and photo alternate, nothing is wider than the screen, and axe-core finds nothing serious', async () => {
  const visitor = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true });
  const { page } = visitor;
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  assert.is(await width(), 360);
  assert.equal(await seriousFindings(page), []);
  await visitor.choose(samples.slice(0, 2));
  await visitor.finished();
  assert.is(await page.isVisible('.photo-panel'), false);
  assert.is(await width(), 360);
  assert.equal(await seriousFindings(page), []);
  await visitor.open('coffee-blurred.jpg');
  assert.is(await page.isVisible('.table-scroll'), false);
  assert.is(await width(), 360);
  assert.equal(await seriousFindings(page), []);
  await page.goBack();
  await page.waitForSelector('.table-scroll', { state: 'visible' });
});

test('without a GPU a message says so and retrying works; a lost GPU and its return are reported', async () => {
  const message = 'This browser has no WebGPU. Open the page in another one.';
  // A mock worker that finds a GPU at the second try.
  const script = `
    let tries = 0;
    const adapter = { name: 'GPU', vendor: '', architecture: '', driver: '', kind: 'gpu' };
    const error = { code: 'NO_ADAPTER', message: ${JSON.stringify(message)} };
    onmessage = ({ data }) => {
      if (data.type === 'open' && ++tries > 1) postMessage({ type: 'ready', adapter, models: [] });
      else if (data.type === 'open') postMessage({ type: 'openFailed', error });
      else if (data.type === 'score' && tries === 1) postMessage({ type: 'failed', id: data.id, error });
      else if (data.type === 'cancel') for (const id of data.ids) postMessage({ type: 'cancelled', id });
    };`;
  const profile = await visitor();
  await profile.route(`${here.site.address}worker.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  const { page } = await Visit.open(profile, here.site);
  assert.match(await page.innerText('.banner[role=alert]'), new RegExp(message));
  await page.setInputFiles('input.chooser', samples[0]);
  await page.waitForSelector(`.failure:has-text("${message}")`);
  assert.equal(await seriousFindings(page), []);
  await page.click('.banner button:has-text("Try again")');
  await page.waitForSelector('.lamp[data-state=ready]');
  assert.is(await page.locator('.banner').count(), 0);

  await page.workers()[0].evaluate(() => {
    const error = { code: 'DEVICE_LOST', message: 'The browser lost the graphics adapter.' };
    postMessage({ type: 'deviceLost', error });
  });
  await page.waitForSelector('.lamp[data-state=lost]');
  assert.match(await page.innerText('.notices'), /lost the graphics adapter/);
  await page.workers()[0].evaluate(() => {
    const adapter = { name: 'GPU', vendor: '', architecture: '', driver: '', kind: 'gpu' };
    postMessage({ type: 'recovered', adapter });
  });
  await page.waitForSelector('.lamp[data-state=ready]');
  assert.match(await page.innerText('.notices'), /The GPU is back/);

  // Photos that are waiting when the GPU is lost for good get no score, and scoring them can be continued.
  await page.setInputFiles('input.chooser', [...samples]);
  await page.workers()[0].evaluate(() => {
    postMessage({ type: 'openFailed', error: { code: 'DEVICE_LOST', message: 'Lost twice, try again.' } });
  });
  await page.waitForSelector('.banner[role=alert]:has-text("Lost twice, try again.")');
  await page.waitForSelector('button:has-text("Continue")');
  assert.is(await page.locator('.failure:has-text("Lost twice")').count(), 0);
});

test('no page wrote an error to its console', async () => {
  await visitor();
  assert.equal(errors, []);
});

test.run();
