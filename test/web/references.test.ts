/** The page with metrics that compare a photo with its reference. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seriousFindings } from './accessibility.ts';
import { surroundingsOf } from './surroundings.ts';
import { Visit } from './visit.ts';

const here = surroundingsOf(test);
const cat = 'samples/cat.jpg';
const coffee = 'samples/coffee.jpg';

/** Opens the page with these metrics selected, one crop and no faces. */
async function visit(metrics: readonly string[]): Promise<Visit> {
  const context = await here.newContext({ metrics, crops: 'one', faces: false }, false);
  return Visit.open(context, here.site);
}

async function chooseReferences({ page }: Visit, files: readonly string[]): Promise<void> {
  await page.setInputFiles('input.reference-chooser', [...files]);
}

test('photos that failed for lack of references are scored once these are chosen, and infinite scores are readable', async () => {
  const visitor = await visit(['psnr']);
  const { page } = visitor;
  await visitor.choose([cat, coffee]);
  await visitor.finished();
  for (const [name, score] of await visitor.rows()) {
    assert.match(name, /PSNR compares a photo with its reference, and none was given/);
    assert.is(score, 'failed');
  }
  await chooseReferences(visitor, [cat, coffee]);
  await page.waitForSelector('td.score:has-text("∞") >> nth=1');
  await visitor.finished();
  assert.is(await page.locator('.run-bar').count(), 0);
  await visitor.sortBy('PSNR');
  assert.equal(await visitor.names(), ['cat.jpg', 'coffee.jpg']);

  await visitor.open('cat.jpg');
  assert.is(await page.innerText('.photo-panel .reading b.figure'), '∞');
  const label = await page.getAttribute('.photo-panel .gauge', 'aria-label');
  assert.is(label, '∞ on a scale from 0, worst, to 100, best');
  assert.is(await page.getAttribute('.photo-panel .gauge .needle', 'x1'), '100.00%');
  assert.equal(await seriousFindings(page), []);

  const [first] = JSON.parse(await visitor.download('JSON'));
  assert.equal([first.score, first.results[0].score, first.reference], ['Infinity', 'Infinity', 'cat.jpg']);
  const [head, row] = (await visitor.download('CSV')).split('\r\n').map((line) => line.split(','));
  const cellOf = (column: string) => row[head.indexOf(column)];
  assert.equal(['score', 'scores.psnr', 'reference'].map(cellOf), ['Infinity', 'Infinity', 'cat.jpg']);

  for (const name of ['cat.jpg', 'coffee.jpg']) await page.click(`input[aria-label="Select ${name}"]`);
  await page.goto(`${here.site.address}#compare`);
  assert.is(await page.innerText('.verdict'), 'Both are equal on PSNR’s scale.');
});

test('a photo with several references, or none of its name, says so, and is scored when that is corrected', async () => {
  const visitor = await visit(['psnr']);
  const { page } = visitor;
  const other = join(here.folder, 'cat.copy.jpg');
  const same = join(here.folder, 'cat.png');
  for (const path of [other, same]) await copyFile(cat, path);
  await visitor.choose([cat, coffee]);
  await visitor.finished();
  await chooseReferences(visitor, [cat, same, other]);
  await page.waitForSelector('.failure:has-text("several references")');
  await visitor.finished();
  const [[first], [second]] = await visitor.rows();
  assert.match(first, 'has several references: cat.jpg, cat.png; choose only one of them.');
  assert.match(second, 'has no reference: none of the 3 chosen ones is named coffee.');
  await chooseReferences(visitor, [coffee, same]);
  await page.waitForSelector('td.score:has-text("∞") >> nth=1');
  await visitor.finished();
  assert.is(await page.locator('.failure').count(), 0);
});

test('a score by another metric is kept while references are missing, and the missing score is added later', async () => {
  const visitor = await visit(['hyperiqa', 'psnr']);
  const { page } = visitor;
  await visitor.choose([cat]);
  await visitor.finished();
  const [[name, before, none]] = await visitor.rows();
  assert.match(name, /Warning: No score of psnr/);
  assert.is(none, '');
  await chooseReferences(visitor, [cat]);
  await page.waitForSelector('td.score:has-text("∞")');
  const [[, score, psnr]] = await visitor.rows();
  assert.equal([score, psnr], [before, '∞']);
  assert.is(await page.locator('.failure').count(), 0);
});

test('the warnings of a reference are shown with those of the photo', async () => {
  const early = join(here.folder, 'early.jpg');
  const whole = await readFile(cat);
  await writeFile(early, Buffer.concat([whole.subarray(0, -2000), whole.subarray(-2)]));
  const visitor = await visit(['psnr']);
  await visitor.choose([cat]);
  await visitor.finished();
  await chooseReferences(visitor, [early]);
  await visitor.page.waitForSelector('.failure:has-text("Warning")');
  assert.match((await visitor.rows())[0][0], /Warning: reference early\.jpg: its JPEG data are damaged/);
});

test('files that are not photos are refused as references, and a reference can be removed', async () => {
  const visitor = await visit(['psnr']);
  const { page } = visitor;
  const notes = join(here.folder, 'notes.txt');
  const named = join(here.folder, 'named-like-a-photo.jpg');
  for (const path of [notes, named]) await writeFile(path, 'no photo');
  await visitor.choose([cat]);
  await visitor.finished();
  await chooseReferences(visitor, [notes]);
  await page.waitForSelector('.notice:has-text("notes.txt is not a photo, so it cannot be a reference.")');
  await page.waitForSelector('button:has-text("Choose reference")');

  await chooseReferences(visitor, [named, cat, notes]);
  await page.waitForSelector('.notice:has-text("named-like-a-photo.jpg and 1 other file are not photos")');
  await page.waitForSelector('button:has-text("Reference: cat.jpg")');
  await page.waitForSelector('td.score:has-text("∞")');
  await visitor.finished();
  assert.equal(await seriousFindings(page), []);

  await page.click('button[aria-label="Remove the reference"]');
  await visitor.focuses('Choose reference');
  assert.is((await visitor.rows())[0][1], '∞');
  await page.click('.run-bar button:has-text("Score again")');
  await page.waitForSelector('.failure:has-text("none was given")');
});

test('references that are chosen while photos are being scored are used for all of them', async () => {
  const visitor = await visit(['psnr']);
  const { page } = visitor;
  const photos = Array.from({ length: 8 }, (_, i) => join(here.folder, `cat-${i}.jpg`));
  for (const path of photos) await copyFile(cat, path);
  await visitor.choose(photos);
  await chooseReferences(visitor, [cat]);
  await page.waitForSelector('td.score:has-text("∞") >> nth=7');
  await visitor.finished();
  assert.is(await page.locator('.failure').count(), 0);
});

test.run();
