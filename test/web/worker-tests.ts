/** Shared by the worker's test files: a browser, the site, and a new browser context for each test. */
import type { Browser, BrowserContext } from 'playwright-core';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../web/protocol.ts';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { WorkerPage } from './worker-page.ts';

/** Options for fast scoring, with a single crop. */
export const options: Options = {
  ...{ metrics: ['hyperiqa'], faces: false, faceMetrics: [], landmarks: false, rules: '' },
  ...{ minConfidence: 0.5, crops: 1, seed: 0 },
};
export const portrait = 'samples/grace-hopper.jpg';
/** A photo of 451x300 pixels. */
export const small = 'samples/cat.jpg';

/** Filled in before the first test; each test gets a new context, since contexts share no storage. */
export interface Surroundings {
  site: Site;
  context: BrowserContext;
  /** The weights of the page's HyperIQA. */
  weights: Buffer;
  /** Opens a page whose worker is ready. */
  opened(): Promise<WorkerPage>;
}

/** Registers the hooks before and after the tests of a file, and runs the tests. */
export function runWorkerTests(test: Test, surroundings: Surroundings): void {
  let browser: Browser;
  const errors: string[] = [];

  test.before(async () => {
    browser = await openBrowser();
    surroundings.site = await openSite();
    surroundings.weights = await tinyHyperIqa(1);
  });

  test.after(async () => {
    await browser.close();
    surroundings.site.close();
  });

  test.before.each(async () => {
    const { site, weights } = surroundings;
    const context = await browser.newContext();
    context.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    context.on('weberror', (error) => errors.push(String(error.error())));
    await serveWeights(context, site, { hyperIqa: weights, others: false });
    surroundings.context = context;
    surroundings.opened = async () => {
      const page = await WorkerPage.open(context, site);
      await page.start();
      return page;
    };
  });

  test.after.each(() => surroundings.context.close());

  test('nothing was written to the console', () => {
    assert.equal(errors, []);
  });

  test.run();
}
