/** A user of the page: their actions, and what the page shows them. */
import type { BrowserContext, Page } from 'playwright-core';
import type { Site } from './site.ts';

export const samples = ['cat', 'coffee-blurred', 'coffee-compressed', 'coffee', 'grace-hopper'].map(
  (name) => `samples/${name}.jpg`,
);

/** What a new browser profile's storage holds so that the page opens with these settings. */
export function profileWith({ address }: Site, settings: Readonly<Record<string, unknown>>) {
  const localStorage = [{ name: 'settings', value: JSON.stringify(settings) }];
  return { cookies: [], origins: [{ origin: new URL(address).origin, localStorage }] };
}

export class Visit {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits until it can score, or until it says why it cannot. */
  static async open(context: BrowserContext, { address }: Site): Promise<Visit> {
    const page = await context.newPage();
    // Software adapters on busy machines are slow.
    page.setDefaultTimeout(90_000);
    await page.goto(address);
    await page.waitForSelector('.lamp[data-state=ready], .banner.problem');
    return new Visit(page);
  }

  /** Chooses files, as with the button. */
  async choose(files: readonly string[]): Promise<void> {
    await this.page.setInputFiles('input.chooser', [...files]);
    await this.page.waitForSelector('.photos');
  }

  /** Drops files and folders on the middle of the page, as a file manager does. */
  async drop(files: readonly string[]): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    const { width, height } = this.page.viewportSize() ?? { width: 800, height: 600 };
    const copying = 1;
    const data = { items: [], files: [...files], dragOperationsMask: copying };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
    }
  }

  /** Waits until nothing is being scored. */
  async finished(): Promise<void> {
    // Photos enter the list in a later task than the one that received them, or when their files have been fetched.
    await this.page.waitForSelector('.table-scroll tbody tr');
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await this.page.waitForSelector('.run-bar progress', { state: 'detached' });
  }

  /** The rows of the table, each with the text that its columns show. */
  rows(): Promise<readonly (readonly string[])[]> {
    return this.page.$$eval('.table-scroll tbody tr', (rows) =>
      rows.map((row) => [...row.querySelectorAll<HTMLElement>('td')].slice(1).map((cell) => cell.innerText.trim())),
    );
  }

  async names(): Promise<readonly string[]> {
    return (await this.rows()).map(([name]) => name.split('\n')[0]);
  }

  async sortBy(title: string): Promise<void> {
    await this.page.click(`thead button:has-text("${title}")`);
  }

  async open(name: string): Promise<void> {
    await this.page.click(`.open:has-text("${name}")`);
    await this.page.waitForSelector(`#photo-name:has-text("${name}")`);
  }

  /** The text of a file that the page exports. */
  async download(button: string): Promise<string> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.click(`.exports button:has-text("${button}")`),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Waits until an element whose accessible name or text contains `text` has the focus, which moves after a rendering. */
  async focuses(text: string): Promise<void> {
    await this.page.waitForFunction((expected) => {
      const element = document.activeElement as HTMLElement;
      return (element.getAttribute('aria-label') ?? element.innerText).includes(expected);
    }, text);
  }
}
