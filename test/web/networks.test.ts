import { test } from 'uvu';
import { openBrowser } from '../browser.ts';
import { tinyHyperIqa } from '../tiny-weights.ts';
import { runNetworkTests } from './networks.ts';
import { openSite, serveWeights } from './site.ts';
import { WorkerPage } from './worker-page.ts';

const [browser, site] = await Promise.all([openBrowser(), openSite()]);

async function open() {
  const context = await browser.newContext();
  await serveWeights(context, site, { hyperIqa: await tinyHyperIqa(1), others: true });
  const client = await WorkerPage.open(context, site);
  await client.start();
  return client;
}

test.after(async () => {
  await browser.close();
  site.close();
});

runNetworkTests(test, { browser: 'Chromium', open, clipBound: 1e-4 });
test.run();
