/** How pages show pictures of unusual shapes. */
import type { Browser } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contentMapPage } from '../../src/report/content-map-page.ts';
import { gmadPage } from '../../src/report/gmad-page.ts';
import { page } from '../../src/report/page.ts';
import { photoGrid } from '../../src/report/photo-grid.ts';
import { openBrowser } from '../browser.ts';

/** A drawing of this size, as a data URI. */
const drawing = (width: number, height: number) =>
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'/>`;

const photoNamed = (imageName: string) => ({ imageName, headline: '', details: '' });

let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
});

test.after(() => browser.close());

/** The pictures of a document, as drawn, with the frames around their boxes. */
async function drawn(text: string) {
  const opened = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await opened.setContent(text);
  const found = await opened.$$eval('figure', (figures) =>
    figures.map((figure) => {
      const { width: across, left: start } = figure.getBoundingClientRect();
      const { x, y, width, height } = figure.querySelector('img')!.getBoundingClientRect();
      const frames = [...figure.querySelectorAll('.box')].map((box) => box.getBoundingClientRect());
      const boxes = frames.map((box) => [box.x - x, box.y - y, box.width, box.height].map(Math.round));
      return { width: Math.round(width), height: Math.round(height), offset: x - start, across, boxes };
    }),
  );
  await opened.close();
  return found;
}

test('a tall picture is lower than a window, in its shape with its box, and centred; others fill their card', async () => {
  const photos = [
    { ...photoNamed('tall'), width: 600, height: 6000, box: [150, 1500, 450, 3000] as const },
    { ...photoNamed('bare'), width: 600, height: 60_000 },
    { ...photoNamed('wide'), width: 600, height: 300, box: [0, 0, 600, 300] as const },
  ];
  const pictures = new Map(photos.map(({ imageName, width, height }) => [imageName, drawing(width, height)]));
  const [tall, bare, wide] = await drawn(page('', photoGrid(photos, pictures)));
  assert.is(tall!.height, 384);
  assert.is(tall!.width, 38);
  assert.equal(tall!.boxes, [[10, 96, 19, 96]]);
  assert.ok(Math.abs(2 * tall!.offset + tall!.width - tall!.across) < 2, 'centred');
  assert.is(bare!.height, 384);
  const inner = Math.round(wide!.across - 2);
  assert.ok(Math.abs(wide!.width - inner) <= 1 && Math.abs(wide!.height - inner / 2) <= 1, 'the card is filled');
  assert.equal(wide!.boxes, [[0, 0, wide!.width, wide!.height]]);
});

test("gMAD's pairs and the content map's card limit tall pictures too", async () => {
  const photo = { imageName: 'a', scores: [1, 2] } as const;
  const pair = { defender: 0, level: 1, levelScore: 1, high: photo, low: photo } as const;
  const thumbnails = new Map([['a', drawing(10, 2000)]]);
  const found = await drawn(gmadPage({ measures: ['a', 'b'], pairs: [pair], photos: 2, levels: 1, thumbnails }));
  assert.equal(
    found.map(({ height }) => height),
    [672, 672],
  );
  const map = await browser.newPage();
  const data = { names: [], scores: [], thumbnails: [] };
  await map.setContent(contentMapPage({ maps: [], data, about: [], failed: [] }));
  const height = await map.$eval(
    '#map-card',
    async (card, source) => {
      const picture = card.querySelector('img')!;
      (card as HTMLElement).hidden = false;
      picture.src = source;
      await picture.decode();
      return picture.getBoundingClientRect().height;
    },
    drawing(10, 2000),
  );
  assert.is(height, 384);
  await map.close();
});

test.run();
