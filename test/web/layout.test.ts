/** What is in sight and where the focus goes: many metrics, low windows, forced colours, the keyboard, going back. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openBrowser } from '../browser.ts';
import { seriousFindings } from './accessibility.ts';
import { openSite, type Site } from './site.ts';
import { profileWith, Visit } from './visit.ts';

/** A mock worker that gives a photo four scores at once, and fails for photos whose names say so. */
const worker = `
  const adapter = { name: 'GPU', vendor: '', architecture: '', driver: '', kind: 'gpu' };
  const checkpoint = { name: 'm', range: [0, 100], better: 'higher', caution: null };
  const models = [{ model: 'hyperiqa', name: 'm', bytes: 1, sha256: '', origin: 'page', checkpoint, protocol: null }];
  const result = {
    score: 50, scores: { hyperiqa: 50, brisque: 50, psnr: 50, ssim: 0.5 }, failures: [], faces: [],
    results: [{ metric: 'hyperiqa', score: 50, range: [0, 100], better: 'higher', words: 'no damage found' }],
    crops: null, model: 'm', adapter: 'GPU', milliseconds: 1,
  };
  const picture = { width: 2, height: 2, orientation: 1, turned: false, warnings: [], thumbnail: new Blob() };
  onmessage = ({ data: { type, id, name } }) => {
    if (type === 'open') postMessage({ type: 'ready', adapter, models });
    if (type !== 'score') return;
    if (name.startsWith('broken')) {
      const error = { code: 'IMAGE', message: name + ' is damaged: it ends early.' };
      return postMessage({ type: 'failed', id, error });
    }
    postMessage({ type: 'decoded', id, picture });
    postMessage({ type: 'scored', id, result });
  };`;

let browser: Browser;
let site: Site;
let context: BrowserContext;

/** Opens the page with as many photos. */
async function visit(many: number, options: BrowserContextOptions = {}): Promise<Page> {
  context = await browser.newContext({
    serviceWorkers: 'block',
    storageState: profileWith(site, { metrics: ['hyperiqa'], faces: true }),
    ...options,
  });
  await context.route(`${site.address}worker.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: worker }),
  );
  const visitor = await Visit.open(context, site);
  visitor.page.setDefaultTimeout(20_000);
  const names = Array.from({ length: many }, (_, i) => `photo-${i + 1}.jpg`);
  await add(visitor.page, names);
  await visitor.finished();
  return visitor.page;
}

async function add(page: Page, names: readonly string[]): Promise<void> {
  const files = names.map((name) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(name) }));
  await page.setInputFiles('input.chooser', files);
  await page.waitForSelector(`.open:has-text("${names[0]}")`);
}

test.before(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
});

test.after(async () => {
  await browser.close();
  site.close();
});

test.after.each(() => context.close());

for (const [width, height] of [
  [1280, 800],
  [2560, 1440],
  [390, 844],
]) {
  test(`with four metrics, names stay readable and in sight at ${width} pixels`, async () => {
    const page = await visit(3, { viewport: { width, height } });
    const boxes = () =>
      page.evaluate(() => {
        const box = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
        const scroller = document.querySelector('.table-scroll')!;
        return {
          name: box('.names'),
          cell: box('td.name'),
          score: box('td.score'),
          pane: box('.table-scroll'),
          hidden: scroller.scrollWidth - scroller.clientWidth,
        };
      });
    const { name, cell, score, hidden } = await boxes();
    assert.ok(name.width >= 80, `a name of ${name.width} px`);
    assert.ok(name.right <= cell.right && cell.right <= score.left, JSON.stringify({ name, cell, score }));
    if (width === 2560) assert.is(hidden, 0);
    assert.is(await page.evaluate(() => document.documentElement.scrollWidth), width);

    await page.$eval('.table-scroll', (scroller) => scroller.scrollTo(1000, 0));
    const after = await boxes();
    assert.is(after.name.left, name.left);
    assert.is(after.hidden, hidden);
    // The last column opens the photo, too.
    await page
      .locator(width === 390 ? 'td.face' : 'td.pixels')
      .nth(1)
      .click({ force: true });
    await page.waitForSelector('#photo-name:has-text("photo-2.jpg")');
  });
}

for (const [width, height] of [
  [640, 400],
  [320, 256],
]) {
  test(`a window of ${width}x${height} pixels, as of magnified pages, shows rows of the list below its bars`, async () => {
    const page = await visit(40, { viewport: { width, height } });
    await page.check('td.check input >> nth=0');
    await page.click('button[aria-label=Filter]');
    const list = page.locator('.table-scroll');
    await list.scrollIntoViewIfNeeded();
    const { height: shown } = (await list.boundingBox())!;
    assert.ok(shown >= 150 && shown < height, `${shown} px`);
    assert.ok((await page.locator('tbody tr').count()) < 40);
    await page.evaluate(() => scrollTo(0, 0));
    await page.focus('.open >> nth=0');
    await page.keyboard.press('End');
    await page.waitForSelector('.open:has-text("photo-40.jpg"):focus');
    const { y, height: high } = (await page.locator('.open:focus').boundingBox())!;
    assert.ok(y >= 0 && y + high <= height, `at ${y}`);
    assert.is(await page.evaluate(() => document.documentElement.scrollWidth), width);
    assert.equal(await seriousFindings(page), []);

    // The focus that returns from the photo is in sight, too.
    await page.keyboard.press('Enter');
    await page.waitForSelector('#photo-name:focus');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.open:has-text("photo-40.jpg"):focus');
    const back = (await page.locator('.open:focus').boundingBox())!;
    assert.ok(back.y >= 0 && back.y + back.height <= height, `back at ${back.y}`);
  });
}

test('a key that moves to the row that is selected does not take the focus later', async () => {
  const page = await visit(3);
  await page.click('button[aria-label=Filter]');
  await page.focus('.open >> nth=0');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  const field = page.getByLabel('Name contains');
  await field.focus();
  await page.keyboard.type('photo-1');
  await page.waitForSelector('table[aria-rowcount="2"]');
  assert.is(await field.inputValue(), 'photo-1');
  assert.ok(await field.evaluate((it) => it === document.activeElement));
});

test('in forced colours what is chosen is marked, needles are visible, and axe-core finds nothing serious', async () => {
  const page = await visit(2, { forcedColors: 'active' });
  const colours = await page.evaluate(() => {
    // Without the opacity: what is transparent has the colour of the page.
    const ground = (selector: string, part?: string) =>
      getComputedStyle(document.querySelector(selector)!, part).backgroundColor.match(/\d+/g)?.slice(0, 3).join();
    return [
      [ground('.choice input:checked + span'), ground('.choice input:not(:checked) + span')],
      [ground('tr.selected'), ground('tbody tr:not(.selected)')],
      [ground('nav a[aria-current]'), ground('nav a:not([aria-current])')],
      [ground('.mini-gauge', '::after'), ground('tr.selected')],
      [ground('tbody tr:not(.selected) .mini-gauge', '::after'), ground('tbody tr:not(.selected)')],
      [ground('.lamp'), ground('.model-chip')],
    ];
  });
  for (const [mark, other] of colours) assert.is.not(mark, other, JSON.stringify(colours));
  assert.equal(await seriousFindings(page), []);
});

test('the focus moves to the comparison, back to the list, and to the empty page after clearing', async () => {
  const page = await visit(2);
  await page.check('td.check input >> nth=0');
  await page.check('td.check input >> nth=1');
  await page.focus('.selection button:has-text("Compare")');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.compare h2:focus');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.open:focus');
  await page.focus('button[aria-label="Clear the list"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.empty h2:focus');
  await page.reload();
  await page.waitForSelector('.empty');
  assert.is(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
});

test('photos that were opened and closed again leave one entry in the history', async () => {
  const page = await visit(2, { viewport: { width: 390, height: 844 } });
  const before = await page.evaluate(() => history.length);
  for (const name of ['photo-1.jpg', 'photo-2.jpg', 'photo-1.jpg']) {
    await page.click(`.open:has-text("${name}")`);
    await page.waitForSelector('.photos[data-place=photo]');
    await page.click('button.back');
    await page.waitForSelector('.photos[data-place=list]');
    await page.waitForFunction(() => location.hash === '');
  }
  assert.is(await page.evaluate(() => history.length), before + 1);
  await page.goForward();
  await page.waitForSelector('.photos[data-place=photo]');
  await page.goBack();
  await page.waitForSelector('.photos[data-place=list]');
});

test('on a phone names that differ only at their ends are shown whole, and what is ticked fits in one line', async () => {
  const page = await visit(1, { viewport: { width: 390, height: 844 } });
  const names = ['IMG_20240601_101010.jpg', 'IMG_20240601_101011.jpg'];
  await add(page, names);
  const cut = await page.$$eval(
    '.names > span',
    (all) => all.filter((it) => it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight + 1).length,
  );
  assert.is(cut, 0);
  for (const name of names) await page.check(`input[aria-label="Select ${name}"]`);
  const words = page.locator('.selection b');
  assert.is(await words.evaluate((it) => it.getClientRects().length), 1);
  const tops = await page.$$eval('.selection > *', (all) => all.map((it) => it.getBoundingClientRect().bottom));
  assert.ok(Math.max(...tops) - Math.min(...tops) < 20, JSON.stringify(tops));
});

test('on a phone the words about compared photos stay in their columns', async () => {
  const page = await visit(2, { viewport: { width: 390, height: 844 } });
  for (const name of ['photo-1.jpg', 'photo-2.jpg']) await page.check(`input[aria-label="Select ${name}"]`);
  await page.goto(`${site.address}#compare`);
  const inside = await page.$$eval('.pair section', (sections) =>
    sections.map((section) => {
      const whole = section.getBoundingClientRect();
      return [...section.querySelectorAll('.reading > *')].every((part) => {
        const { left, right } = part.getBoundingClientRect();
        return left >= whole.left - 1 && right <= whole.right + 1;
      });
    }),
  );
  assert.equal(inside, [true, true]);
});

for (const width of [1280, 390]) {
  test(`rows have the same height, which scrolling counts on, with long names and notes at ${width} pixels`, async () => {
    const page = await visit(1, { viewport: { width, height: 844 } });
    await add(page, ['broken-and-has-a-name-of-several-lines.jpg', 'IMG_20240601_101010_edited_for_print_final.jpg']);
    await page.waitForSelector('.failure');
    const heights = await page.$$eval('.table-scroll tbody tr', (rows) =>
      rows.map((row) => row.getBoundingClientRect().height),
    );
    assert.equal(heights, [56, 56, 56]);
  });
}

test('the list gives the reason of a failure without repeating the name', async () => {
  const page = await visit(1);
  await add(page, ['broken.jpg']);
  const row = page.locator('.open:has-text("broken.jpg")');
  assert.is(await row.locator('.failure').innerText(), 'is damaged: it ends early.');
  assert.is(await row.getAttribute('title'), 'broken.jpg\nbroken.jpg is damaged: it ends early.');
});

test.run();
