/** Faces on the page: their landmarks, and the rules that photos must meet, also live from a camera. */
import { readFile } from 'node:fs/promises';
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
let context: BrowserContext;

test.before(async () => {
  let hyperIqa: Buffer;
  [browser, site, hyperIqa] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
  context = await browser.newContext({
    ...{ serviceWorkers: 'block', viewport: { width: 1280, height: 800 } },
    storageState: profileWith(site, { metrics: ['hyperiqa'] }),
  });
  await serveWeights(context, site, { hyperIqa, others: true });
  // Replaces the camera by one that shows the portrait.
  const portrait = (await readFile('samples/grace-hopper.jpg')).toString('base64');
  await context.addInitScript(`navigator.mediaDevices.getUserMedia = async () => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob('${portrait}'), (c) => c.charCodeAt(0))]));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height];
    setInterval(() => canvas.getContext('2d').drawImage(picture, 0, 0), 50);
    return canvas.captureStream();
  }`);
});

test.after(async () => {
  await browser.close();
  site.close();
});

test('rules are checked on photos and live, and the page says in words what is missing', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await page.click('.samples button');
  await visit.finished();
  const rules = page.locator('.rules input');
  await rules.fill('eyes>60');
  await rules.press('Enter');
  assert.match(await page.innerText('.rules .fault'), /has >; known are >=, <= and =/);
  await rules.fill('face-count=1,eyes>=60px,eyes>=600px');
  await rules.press('Enter');
  assert.is(await page.locator('.rules .fault').count(), 0);
  await page.click('.run-bar button:has-text("again")');
  await visit.finished();

  await visit.open('cat.jpg');
  assert.equal(await page.locator('.photo-panel .checklist .broken').count(), 3);
  assert.match(await page.innerText('tr:has-text("cat.jpg") .failure'), /^Rejected: number of faces is 0/);
  await visit.open('grace-hopper.jpg');
  const words = page.locator('.photo-panel .checklist li');
  assert.equal(await words.locator('xpath=self::*[contains(@class,"met")]').count(), 2);
  assert.match(await words.last().innerText(), /distance between the eyes is 8\d\.\d+ px, at least 600 px is required/);
  assert.match(
    await visit.download('HTML'),
    /Rules: face-count=1, eyes&gt;=60px, eyes&gt;=600px\. <b>0 photos accepted, \d rejected\.</,
  );
  assert.match(await visit.download('JSON'), /"requirements":\[\{"rule":"face-count=1","isMet":true/);
  assert.equal(await seriousFindings(page), []);

  await page.click('button:has-text("Camera")');
  await page.waitForSelector('dialog .checklist .broken:has-text("at least 600 px")');
  assert.is(await page.locator('dialog .checklist .met').count(), 2);
  await page.keyboard.press('Escape');
});

test('landmarks are drawn, the face is shown aligned, and the page says when landmarks are always found', async () => {
  const visit = await Visit.open(context, site);
  const { page } = visit;
  await visit.choose(samples.filter((name) => name.includes('grace-hopper')));
  await visit.finished();
  const box = page.getByLabel('Landmarks');
  assert.ok((await box.isChecked()) && (await box.isDisabled()));
  assert.match((await box.getAttribute('title')) ?? '', /^Face recognisability scores aligned faces/);
  // HyperIQA scores the face's box; the rules of the earlier visit need its eyes.
  await page.getByLabel('Faces by').selectOption('');
  assert.match((await box.getAttribute('title')) ?? '', /^The rules need landmarks/);
  await page.locator('.rules input').fill('face-count=1');
  await page.locator('.rules input').press('Enter');
  assert.not.ok((await box.isChecked()) || (await box.isDisabled()));
  await page.getByLabel('Faces by').selectOption('face-recognisability');
  assert.ok(await box.isDisabled());
  await visit.open('grace-hopper.jpg');
  assert.is(await page.locator('.photo-panel .face-frame circle').count(), 68);
  assert.match(await page.innerText('.faces li'), /eyes 81 pixels apart; yaw -?\d+°, pitch -?\d+°, roll -?\d+°/);
  assert.is(await page.locator('.faces .aligned').count(), 1);
});

test.run();
