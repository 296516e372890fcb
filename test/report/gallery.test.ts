import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { galleryCharts } from '../../src/report/gallery-charts.ts';
import { type GalleryPhoto, galleryPage } from '../../src/report/gallery-page.ts';
import { openBrowser } from '../browser.ts';

const thumbnail = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';

function photo(
  name: string,
  quality: number | null,
  psnr: number,
  faces = 0,
  finding = 'no damage found',
): GalleryPhoto {
  const scores: Record<string, number> = quality === null ? { psnr } : { quality, psnr };
  const face = { box: [1, 1, 3, 3], scores } as const;
  return {
    ...{ name, width: 6, height: 4, scores, findings: [finding], warnings: [], thumbnail },
    faces: Array(faces).fill(face),
  };
}

const metrics = [
  { name: 'quality', title: 'Quality', better: 'lower', range: [0, 100] },
  { name: 'psnr', title: 'PSNR', better: 'higher', range: [0, 100] },
] as const;

const photos = [
  photo('b.jpg', 20, 30),
  photo('a<b>.jpg', 10, Infinity, 1),
  photo('c.jpg', null, 25),
  photo('d.jpg', 30, 40, 0, 'noisy, strong'),
];

const text = galleryPage({
  faceMetrics: metrics,
  ...{ metrics, photos },
  failed: [{ name: 'x.jpg', message: 'x.jpg is empty.' }],
  about: 'Quality · GPU',
  charts: galleryCharts({ metrics, faceMetrics: metrics, photos }),
});

test('the gallery sorts by each metric and by name, and filters by score, name and faces', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent(text);
    // One face alone has no histogram.
    assert.is(await page.locator('figure > svg').count(), 2);
    const shown = async () =>
      (await page.locator('ul.photos > li:not([hidden]) .quiet').allTextContents()).map((name) => name[0]).join('');
    const order = (value: string) => page.selectOption('#order', value);
    assert.is(await shown(), 'dbac');
    await order('best 0');
    assert.is(await shown(), 'abdc');
    await order('worst 1');
    assert.is(await shown(), 'cbda');
    await order('best 1');
    assert.is(await shown(), 'adbc');
    await order('worst 2');
    assert.is(await shown(), 'abcd');
    await order('name 0');
    assert.is(await shown(), 'abcd');
    await order('none 0');
    assert.is(await shown(), 'bacd');
    await page.fill('#most', '20');
    assert.is(await shown(), 'bac');
    await page.fill('#least', '15');
    assert.is(await shown(), 'bc');
    await page.fill('#least', '');
    await page.selectOption('#faces', 'some');
    assert.is(await shown(), 'a');
    assert.is(await page.textContent('#shown'), '1 of 4 photos');
    await page.selectOption('#faces', 'all');
    await page.fill('#name', 'B>');
    assert.is(await shown(), 'a');
    assert.equal(errors, []);
  } finally {
    await browser.close();
  }
});

test('the items are moved when the order changes, not by filters, as moving thousands takes half a second', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent(text);
    /** How many items one change of a control moves. */
    const movedBy = (control: string, value: string) =>
      page.evaluate(
        ([name, chosen]) => {
          const observer = new MutationObserver(() => {});
          observer.observe(document.querySelector('ul.photos')!, { childList: true });
          const input = document.getElementById(name!) as HTMLInputElement;
          input.value = chosen!;
          input.dispatchEvent(new Event('input', { bubbles: true }));
          return observer.takeRecords().reduce((sum, { addedNodes }) => sum + addedNodes.length, 0);
        },
        [control, value],
      );
    assert.is(await movedBy('name', 'b'), 0);
    assert.is(await movedBy('least', '15'), 0);
    assert.is(await movedBy('order', 'name 0'), 4);
    assert.is(await movedBy('faces', 'some'), 0);
  } finally {
    await browser.close();
  }
});

test('with rules the gallery lists them, counts and marks what they accept and refuse, and filters by it', async () => {
  const verdict = (rule: string, isMet: boolean) => ({ rule, isMet, found: 1, message: `${rule} <is required>` });
  const checked = [
    { ...photos[0]!, requirements: [verdict('eyes>=60px', true), verdict('yaw<=15', true)] },
    { ...photos[1]!, requirements: [verdict('eyes>=60px', false), verdict('yaw<=15', true)] },
    { ...photos[2]!, requirements: [verdict('eyes>=60px', false), verdict('yaw<=15', false)] },
    photos[3]!,
  ];
  const about = { faceMetrics: metrics, metrics, failed: [], about: '', charts: [] };
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent(galleryPage({ ...about, photos: checked }));
    assert.is(
      await page.textContent('#rules'),
      'Rules: eyes>=60px, yaw<=15. 1 photo accepted, 2 rejected, 1 not checked.',
    );
    const marks = () => page.locator('ul.photos > li:not([hidden]) small:is(.accepted, .caution)').allTextContents();
    await page.selectOption('#order', 'none 0');
    const rejected = ['rejected: eyes>=60px <is required>', 'rejected: yaw<=15 <is required>'];
    assert.equal(await marks(), ['accepted', rejected[0], ...rejected]);
    await page.selectOption('#verdict', 'accepted');
    assert.equal(await marks(), ['accepted']);
    assert.is(await page.textContent('#shown'), '1 of 4 photos');
    await page.selectOption('#verdict', 'rejected');
    assert.is(await page.textContent('#shown'), '2 of 4 photos');
    await page.selectOption('#verdict', 'all');
    assert.is(await page.textContent('#shown'), '4 of 4 photos');
    await page.setContent(galleryPage({ ...about, photos }));
    assert.is(await page.locator('#rules, #verdict, .photos .accepted').count(), 0);
  } finally {
    await browser.close();
  }
});

test('a finding in words stands below the scores', () => {
  assert.match(text, '<b>quality 30.00 · psnr 40.00</b><small>noisy, strong</small>');
});

test('names are never markup, failures are listed, and nothing is loaded from elsewhere', () => {
  assert.match(text, 'a&lt;b&gt;.jpg');
  assert.not.match(text, 'a<b>.jpg');
  assert.match(text, '<li>x.jpg: x.jpg is empty.</li>');
  assert.not.match(text, /(?:src|href)="(?!data:)/);
});

test.run();
