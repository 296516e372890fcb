/** What test files of the page share: a browser, the site with tiny weights, a folder, and a browser context for each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import type { Test } from 'uvu';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { openSite, type Site, serveWeights } from './site.ts';
import { profileWith } from './visit.ts';

export interface Surroundings {
  browser: Browser;
  site: Site;
  /** The page's HyperIQA. */
  weights: Buffer;
  /** An empty folder, which is removed after the last test. */
  folder: string;
  /** The current test's context, which is closed after it. */
  context: BrowserContext;
  /**
   * Opens the context of a test: a new browser profile with these settings of the page.
   * @param others whether the page has its other models' weights, too.
   */
  newContext(
    settings: Readonly<Record<string, unknown>>,
    others: boolean,
    options?: BrowserContextOptions,
  ): Promise<BrowserContext>;
}

/** Registers the hooks that open and close the surroundings, which exist from the first test on. */
export function surroundingsOf(test: Test): Surroundings {
  const here = {
    async newContext(settings, others, options = {}) {
      const storageState = profileWith(here.site, settings);
      here.context = await here.browser.newContext({ serviceWorkers: 'block', storageState, ...options });
      await serveWeights(here.context, here.site, { hyperIqa: here.weights, others });
      return here.context;
    },
  } as Surroundings;
  test.before(async () => {
    here.folder = await mkdtemp(join(tmpdir(), 'hyperiqa-page-'));
    [here.browser, here.site, here.weights] = await Promise.all([openBrowser(), openSite(), tinyHyperIqa(1)]);
  });
  test.after(async () => {
    await here.browser.close();
    here.site.close();
    await rm(here.folder, { recursive: true });
  });
  test.after.each(() => here.context.close());
  return here;
}
