/** A page that only hosts the worker: tests send messages to the worker and read its answers. */
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import type { FromWorker, Options, ToWorker } from '../../web/protocol.ts';
import type { Site } from './site.ts';

/** A message without its file, whose bytes are passed separately and turned into a file on the page. */
export type Sent =
  Exclude<ToWorker, { readonly type: 'useWeights' }> extends infer M
    ? M extends { readonly file: Blob }
      ? Omit<M, 'file'>
      : M
    : never;

/** The global object on the page. */
export interface Holder {
  readonly worker: Worker;
  readonly messages: FromWorker[];
}

declare const holder: Holder;

export type Answer<T extends FromWorker['type']> = Extract<FromWorker, { readonly type: T }>;

export class WorkerPage {
  readonly page: Page;
  readonly #address: string;

  private constructor(page: Page, address: string) {
    this.page = page;
    this.#address = address;
  }

  /** Opens the page and creates the worker, without asking it to open the engine. */
  static async open(context: BrowserContext, { address }: Site): Promise<WorkerPage> {
    await context.route(`${address}empty.html`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    const page = await context.newPage();
    await page.goto(`${address}empty.html`);
    await page.evaluate((script) => {
      const worker = new Worker(script, { type: 'module' });
      const held: Holder = { worker, messages: [] };
      Object.assign(globalThis, { holder: held });
      worker.addEventListener('message', ({ data }) => held.messages.push(data));
    }, `${address}worker.js`);
    return new WorkerPage(page, address);
  }

  /** Opens the engine; resolves to the worker's answer. */
  async start(): Promise<Answer<'ready'>> {
    await this.send({ type: 'open', folder: this.#address });
    return this.wait('ready');
  }

  send(message: Sent, bytes?: Uint8Array, reference?: Uint8Array): Promise<void> {
    return this.sendAll([message], bytes, reference);
  }

  /** Sends all messages before the worker can answer the first, each with these bytes as its file, and the reference's. */
  async sendAll(messages: readonly Sent[], bytes?: Uint8Array, reference?: Uint8Array): Promise<void> {
    const encoded = [bytes, reference].map((each) => each && Buffer.from(each).toString('base64'));
    await this.page.evaluate(
      ([all, [photo, original]]) => {
        const blobOf = (base64: string) => new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
        const files = {
          ...(photo === undefined ? {} : { file: blobOf(photo) }),
          ...(original === undefined ? {} : { reference: { file: blobOf(original), name: 'reference' } }),
        };
        for (const sent of all) holder.worker.postMessage({ ...sent, ...files });
      },
      [messages, encoded] as const,
    );
  }

  /** Asks the worker to use files that are dropped together. */
  async useWeights(id: number, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
    const encoded = Object.entries(files).map(
      ([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const,
    );
    await this.page.evaluate(
      ([wantedId, all]) => {
        const made = all.map(([name, base64]) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          return { name, file: new Blob([bytes]) };
        });
        holder.worker.postMessage({ type: 'useWeights', id: wantedId, files: made });
      },
      [id, encoded] as const,
    );
  }

  /** Makes the page send `message` as soon as an answer of that type and id comes, without a round trip to the test. */
  async sendUpon(type: FromWorker['type'], id: number, message: Sent): Promise<void> {
    await this.page.evaluate(
      ([wantedType, wantedId, sent]) => {
        holder.worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
          if (data.type === wantedType && 'id' in data && data.id === wantedId) holder.worker.postMessage(sent);
        });
      },
      [type, id, message] as const,
    );
  }

  /** Waits for the `number`-th message of that type, and of that id if given; fails with the messages that came instead. */
  async wait<T extends FromWorker['type']>(type: T, id?: number, number = 1): Promise<Answer<T>> {
    const found = await this.page
      .waitForFunction(
        ([wantedType, wantedId, which]) =>
          holder.messages.filter((message) => {
            return message.type === wantedType && (wantedId === null || ('id' in message && message.id === wantedId));
          })[which - 1],
        [type, id ?? null, number] as const,
        { timeout: 120_000, polling: 50 },
      )
      .catch(async (error) => {
        throw new Error(`no ${type} came, but ${JSON.stringify(await this.messages())}`, { cause: error });
      });
    return (await found.jsonValue()) as Answer<T>;
  }

  /** Waits for the answer of that type to the message of that id. @throws Error with the failure that came instead. */
  async answer<T extends FromWorker['type']>(type: T, failure: FromWorker['type'], id: number): Promise<Answer<T>> {
    const found = await this.page.waitForFunction(
      ([types, wantedId]) =>
        holder.messages.find((each) => types.includes(each.type) && 'id' in each && each.id === wantedId),
      [[type, failure], id] as const,
      { timeout: 300_000, polling: 50 },
    );
    const message = (await found.jsonValue()) as FromWorker;
    if (message.type === type) return message as Answer<T>;
    throw new Error(`${failure}: ${'error' in message ? message.error.message : ''}`);
  }

  /** Whether a message of that type and id came. */
  has(type: FromWorker['type'], id: number): Promise<boolean> {
    return this.page.evaluate(
      ([wantedType, wantedId]) =>
        holder.messages.some((message) => message.type === wantedType && 'id' in message && message.id === wantedId),
      [type, id] as const,
    );
  }

  /** Scores a photo; resolves to its score. */
  async score(id: number, path: string, options: Options): Promise<number | null> {
    await this.send({ type: 'score', id, name: path, options }, await readFile(path));
    return (await this.wait('scored', id)).result.score;
  }

  /** Runs a function in the worker. */
  async inWorker(work: () => unknown): Promise<void> {
    const worker = this.page.workers()[0] ?? (await this.page.waitForEvent('worker'));
    await worker.evaluate(work);
  }

  /** All messages so far, without blobs and bitmaps. */
  messages(): Promise<readonly FromWorker[]> {
    return this.page.evaluate(() => JSON.parse(JSON.stringify(holder.messages)));
  }
}
