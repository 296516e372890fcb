/** A page of Chromium that only hosts the worker: tests send messages to the worker and read its answers. */
import type { BrowserContext, Page } from 'playwright-core';
import type { Site } from './site.ts';
import { WorkerClient } from './worker-client.ts';

export class WorkerPage extends WorkerClient {
  readonly page: Page;

  private constructor(page: Page, folder: string) {
    super({ evaluate: (work, argument) => page.evaluate(work as (argument: unknown) => never, argument) }, folder);
    this.page = page;
  }

  /** Opens the page and creates the worker, without asking it to open the engine. */
  static async open(context: BrowserContext, { address }: Site): Promise<WorkerPage> {
    await context.route(`${address}empty.html`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    const page = await context.newPage();
    await page.goto(`${address}empty.html`);
    const client = new WorkerPage(page, address);
    await client.create();
    return client;
  }

  /** Runs a function in the worker. */
  async inWorker(work: () => unknown): Promise<void> {
    const worker = this.page.workers()[0] ?? (await this.page.waitForEvent('worker'));
    await worker.evaluate(work);
  }
}
