/** The pages that a study and its related commands write, opened in Chromium. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTable } from '../../src/platform/csv/parse-table.ts';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { seriousFindings } from '../web/accessibility.ts';
import { adapterArguments, runCli } from './run.ts';

const hostileName = '<img src=x onerror=alert(1)>&"\'.jpg';
let browser: Browser;
let folder: string;
let photos: string;
let scores: string;
/** The study's output folder. */
let results: string;

/** Writes a table of scores, photos of one face at decreasing brightness, a photo without a face and a broken one. */
async function makePhotos(): Promise<void> {
  await mkdir(photos);
  const face = { left: 110, top: 60, width: 300, height: 330 };
  const portrait = () => sharp('samples/grace-hopper.jpg').extract(face).resize(100, 110);
  const lines = ['image_name,MOS_zscore'];
  for (const [i, light] of [1, 0.9, 0.8, 0.7, 0.6, 0.5].entries()) {
    const name = i === 0 ? hostileName : `photo ${i}.jpg`;
    await portrait().linear(light, 0).jpeg().toFile(join(photos, name));
    lines.push(`"${name.replaceAll('"', '""')}",${80 - 10 * i}`);
  }
  await sharp('samples/coffee.jpg').resize(120).jpeg().toFile(join(photos, 'coffee.jpg'));
  await writeFile(join(photos, 'broken.jpg'), 'no photo');
  await writeFile(scores, `${[...lines, 'coffee.jpg,30', 'broken.jpg,20', '<b>nowhere</b>.jpg,1'].join('\n')}\n`);
}

/** Runs the command, asserts its exit status and returns its standard output. */
async function evaluate(status: number, ...args: readonly string[]): Promise<string> {
  const finished = await runCli(['evaluate', ...args]);
  assert.is(finished.status, status, finished.stderr);
  return finished.stdout;
}

/** Opens a page from its file, calls `look`, and asserts that the page is accessible, logs nothing and requests nothing. */
async function inBrowser(path: string, look: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  const address = pathToFileURL(path).href;
  await page.goto(address);
  await look(page);
  assert.equal(complaints, []);
  assert.equal(requests, [address]);
  assert.equal(await seriousFindings(page), []);
  // On a phone, the page itself must not scroll sideways; wide elements scroll inside it.
  await page.setViewportSize({ width: 390, height: 800 });
  assert.is(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.close();
}

/** Counts the images that did not load. */
async function brokenImages(page: Page): Promise<number> {
  return page.locator('img[src]').evaluateAll((images) => {
    return images.filter((image) => (image as HTMLImageElement).naturalWidth === 0).length;
  });
}

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hyperiqa-pictures-of-a-name-too-long-for-a-phone-'));
  [photos, scores, results] = [join(folder, 'photos'), join(folder, 'mos.csv'), join(folder, 'results')];
  await makePhotos();
  browser = await openBrowser();
  const run = ['--images', photos, '--scores', scores, '--out', results, '--bootstrap', '20', '--metric', 'brisque'];
  await evaluate(1, ...run, ...adapterArguments);
});

test.after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

test('report.html has tables, six plots, photos and lists, and a file name is never markup', async () => {
  await inBrowser(join(results, 'report.html'), async (page) => {
    assert.is(await page.locator('figure > svg').count(), 6);
    // Six photos with a face are listed twice: as disagreements and as drops.
    assert.is(await page.locator('.photos img').count(), 12);
    assert.is(await page.locator('.photos .box').count(), 6);
    assert.is(await brokenImages(page), 0);
    assert.is(await page.locator('.photos').getByText(hostileName, { exact: true }).count(), 2);
    assert.equal(await page.locator('details summary').allTextContents(), [
      'Photos left out: no face was found (1)',
      'Photos left out: failed (1)',
      'Rows of the table of scores without a photo (1)',
    ]);
    const text = await page.locator('main').textContent();
    for (const fact of ['brisque/live', '<b>nowhere</b>.jpg', 'broken.jpg: IMAGE: ', 'SHA-256', 'Adapter', 'Seed']) {
      assert.ok(text?.includes(fact), `the page does not say ${fact}`);
    }
  });
  assert.equal((await readdir(join(results, 'plots'))).sort(), [
    'drop-against-photo.svg',
    'face-against-given.svg',
    'face-against-size.svg',
    'face-histogram.svg',
    'photo-against-given.svg',
    'photo-histogram.svg',
  ]);
});

test('evaluate report redraws the page from the tables, without photos where none are given', async () => {
  const page = join(results, 'report.html');
  const before = await readFile(page, 'utf8');
  await rm(page);
  assert.is((await evaluate(0, 'report', results, '--images', photos)).trim(), page);
  assert.is(await readFile(page, 'utf8'), before);
  await evaluate(0, 'report', results);
  await inBrowser(page, async (opened) => {
    assert.is(await opened.locator('.photos img').count(), 0);
    assert.is(await opened.getByText('not available').count(), 12);
  });
  const { status, stderr } = await runCli(['evaluate', 'report', photos]);
  assert.is(status, 2);
  assert.match(stderr, /summary\.json cannot be read: .* Is the study finished\?/);
});

test('look draws the distributions of given scores and pixel statistics, and reads its own table again', async () => {
  const out = join(folder, 'look');
  await evaluate(1, 'look', '--images', photos, '--scores', scores, '--out', out);
  const headings = ['MOS_zscore', 'brightness', 'contrast', 'colorfulness', 'sharpness'];
  await inBrowser(join(out, 'look.html'), async (page) => {
    assert.equal(await page.locator('h2').allTextContents(), [...headings, 'Left out']);
    assert.is(await page.locator('figure > svg').count(), 5);
    assert.is(await brokenImages(page), 0);
    // Photo 5 is the darkest.
    const lowest = page.locator('h2:text-is("brightness") ~ .charts').first().locator('.photos').first();
    assert.match((await lowest.locator('li').first().textContent()) ?? '', 'photo 5.jpg');
  });
  const table = await parseTable(await readFile(join(out, 'indicators.csv'), 'utf8'), 'indicators.csv');
  assert.equal(table.columns, ['image_name', ...headings.slice(1)]);
  assert.is(table.rows.length, 7);
  assert.is((await readdir(join(out, 'plots'))).length, 5);

  const again = join(folder, 'again');
  await evaluate(0, 'look', '--indicators', join(out, 'indicators.csv'), '--out', again);
  await inBrowser(join(again, 'look.html'), async (page) => {
    assert.equal(await page.locator('h2').allTextContents(), headings.slice(1));
  });
});

test('content-map shows the photo of each point, under the pointer and by arrow keys', async () => {
  const out = join(folder, 'map');
  const weights = join(folder, 'tiny.safetensors');
  await writeFile(weights, await tinyHyperIqa(1));
  await evaluate(1, 'content-map', '--images', photos, '--out', out, '--weights', weights, ...adapterArguments);
  await inBrowser(join(out, 'content-map.html'), async (page) => {
    const maps = page.locator('[data-map]');
    assert.is(await maps.count(), 2, 'principal components and UMAP');
    assert.is(await maps.first().locator('g.dot circle').count(), 7);
    const card = page.locator('#map-card');
    assert.not.ok(await card.isVisible());
    const names = new Set<string>();
    for (const circle of await maps.last().locator('g.dot circle').all()) {
      await circle.hover({ force: true });
      names.add((await card.locator('b').textContent())!);
    }
    assert.is(names.size, 7);
    assert.ok(names.has(hostileName));
    assert.is(await brokenImages(page), 0);

    await page.mouse.move(1, 1);
    await maps.first().focus();
    const reached = new Set([await card.locator('b').textContent()]);
    for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
      reached.add(await card.locator('b').textContent());
    }
    assert.ok(reached.size > 1, 'arrow keys go nowhere');
    await page.keyboard.press('Escape');
    assert.not.ok(await card.isVisible());
  });
  const { columns, rows } = await parseTable(await readFile(join(out, 'content-map.csv'), 'utf8'), 'content-map.csv');
  assert.is(columns.length, 6);
  assert.is(rows.length, 7);

  const coloured = join(folder, 'coloured');
  const study = ['--scores', join(results, 'scores.csv'), '--score-column', 'face_predict_score'];
  const args = ['--images', photos, '--out', coloured, '--weights', weights, ...study, ...adapterArguments];
  assert.match(await evaluate(0, 'content-map', ...args, '--precision', 'f16'), '6 photos on the map');
  assert.match(await readFile(join(coloured, 'content-map.html'), 'utf8'), /Adapter: [^<]*, f16\./);
});

test('gmad shows pairs side by side, from one table of scores or from two', async () => {
  const out = join(folder, 'gmad');
  const table = join(results, 'scores.csv');
  const columns = ['--columns', 'image_predict_score,MOS_zscore', '--levels', '1'];
  await evaluate(0, 'gmad', '--scores', table, ...columns, '--images', photos, '--out', out);
  const { columns: header } = await parseTable(await readFile(join(out, 'gmad.csv'), 'utf8'), 'gmad.csv');
  assert.is(header[0], 'defender');
  await inBrowser(join(out, 'gmad.html'), async (page) => {
    assert.is(await page.locator('h2').count(), 2);
    assert.is(await brokenImages(page), 0);
  });

  // One of the tables gives two photos the same score.
  const equal = join(folder, 'equal.csv');
  await writeFile(equal, 'image_name,quality\nphoto 1.jpg,5\nphoto 5.jpg,5\nphoto 2.jpg,9\n');
  const both = ['--scores', equal, scores, '--columns', 'quality,MOS_zscore', '--levels', '1'];
  await evaluate(0, 'gmad', ...both, '--images', photos, '--out', out);
  const { rows } = await parseTable(await readFile(join(out, 'gmad.csv'), 'utf8'), 'gmad.csv');
  assert.equal(rows.length, 1);
  assert.equal([rows[0]![4], rows[0]![7]], ['photo 1.jpg', 'photo 5.jpg']);
  await inBrowser(join(out, 'gmad.html'), async (page) => {
    assert.is(await page.locator('.pair img').count(), 2);
  });
});

test('an invalid request ends with status 2 and a message that names the fault', async () => {
  const out = ['--out', join(folder, 'nothing')];
  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['look', ...out], /Nothing to plot: give --images, --indicators/],
    [['look', '--indicators', scores, ...out, '--scores', scores, '--score-column', 'MOS'], /there is no column MOS/],
    [
      ['content-map', '--images', photos, ...out, '--scores', scores],
      /no numeric column is called image_predict_score/,
    ],
    [['gmad', '--scores', scores, '--columns', 'MOS_zscore', '--images', photos, ...out], /Expected two column names/],
    [
      ['gmad', '--scores', scores, '--columns', 'a,b', '--images', photos, ...out],
      /no numeric column is called a; .* Name two with --columns\./,
    ],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = await runCli(['evaluate', ...args]);
    assert.is(status, 2, args.join(' '));
    assert.match(stderr, message);
  }
});

test.run();
