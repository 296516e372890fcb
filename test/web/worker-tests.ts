/** What the worker's test files share: a browser, the site, and for each test a browser context of its own. */
import type { Browser, BrowserContext } from 'playwright-core';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../web/protocol.ts';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { WorkerPage } from './worker-page.ts';

/** Of one crop: quick. */
export const options: Options = {
  ...{ metrics: ['hyperiqa'], faces: false, faceMetrics: [], landmarks: false, rules: '' },
  ...{ minConfidence: 0.5, crops: 1, seed: 0 },
};
export const portrait = 'samples/grace-hopper.jpg';
/** 451x300 */
export const small = 'samples/cat.jpg';

/** Filled in before the first test; the context anew before each, as contexts share no storage. */
export interface Surroundings {
  site: Site;
  context: BrowserContext;
  /** The page's HyperIQA. */
  weights: Buffer;
  /** A page whose worker is ready. */
  opened(): Promise<WorkerPage>;
}

/** Registers what goes before and after the tests of a file, and runs them. */
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
