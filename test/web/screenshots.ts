/** Takes the screenshots for the documentation: the page with the sample photos, as a new visitor sees it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { openBrowser } from '../browser.ts';
import { openSite, type Site } from './site.ts';
import { Visit } from './visit.ts';

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const dark: BrowserContextOptions = { ...desktop, colorScheme: 'dark' };
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true };

async function withSamples(browser: Browser, site: Site, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options, reducedMotion: 'reduce' });
  const begun = performance.now();
  const visit = await Visit.open(context, site);
  const ready = performance.now();
  await visit.page.click('.samples button');
  await visit.page.waitForSelector('td.score b');
  const scored = performance.now();
  await visit.finished();
  console.log(`ready after ${(ready - begun).toFixed(0)} ms, first score ${(scored - ready).toFixed(0)} ms later`);
  return visit;
}

async function take(page: Page, name: string): Promise<void> {
  // Pictures are decoded off the main thread, which takes a moment.
  await page.waitForTimeout(500);
  // A palette reduces the file to a third.
  await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toFile(`docs/${name}.png`);
  console.log(`docs/${name}.png`);
}

const browser = await openBrowser();
const site = await openSite();
try {
  const wide = await withSamples(browser, site, desktop);
  await wide.sortBy('Photo judge');
  await wide.open('grace-hopper.jpg');
  await wide.page.check('figcaption label:has-text("Crops") input');
  await take(wide.page, 'page-desktop');
  await wide.page.click('nav a:has-text("Under the hood")');
  await wide.page.click('button:has-text("Time every layer")');
  await wide.page.waitForSelector('.layers-table');
  await take(wide.page, 'under-the-hood');
  await wide.page.context().close();

  const night = await withSamples(browser, site, dark);
  await night.page.check('input[aria-label$="/coffee.jpg"]');
  await night.page.check('input[aria-label$="coffee-compressed.jpg"]');
  await night.page.click('nav a:has-text("Compare 2")');
  await take(night.page, 'page-dark');
  await night.page.context().close();

  const small = await withSamples(browser, site, phone);
  await take(small.page, 'page-phone-list');
  await small.open('grace-hopper.jpg');
  await take(small.page, 'page-phone');
} finally {
  await browser.close();
  site.close();
}
