/** Messages to the page's worker and its answers, in any browser that calls functions for the tests. */
import { readFile } from 'node:fs/promises';
import type { FromWorker, Options, ToWorker } from '../../web/protocol.ts';

/** A page on which functions are called; they see nothing but their argument. */
export interface Evaluates {
  evaluate<A, T>(work: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
}

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

/** In milliseconds. */
const timeout = 300_000;

export class WorkerClient {
  readonly #host: Evaluates;
  readonly #folder: string;

  /** @param folder the address of the page's folder. */
  constructor(host: Evaluates, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  /** Creates the worker, without asking it to open the engine. */
  async create(): Promise<void> {
    await this.#host.evaluate((script) => {
      const worker = new Worker(script, { type: 'module' });
      const held: Holder = { worker, messages: [] };
      Object.assign(globalThis, { holder: held });
      worker.addEventListener('message', ({ data }) => held.messages.push(data));
    }, `${this.#folder}worker.js`);
  }

  /** Opens the engine; resolves to the worker's answer. */
  async start(): Promise<Answer<'ready'>> {
    await this.send({ type: 'open', folder: this.#folder });
    return this.wait('ready');
  }

  send(message: Sent, bytes?: Uint8Array, reference?: Uint8Array): Promise<void> {
    return this.sendAll([message], bytes, reference);
  }

  /** Sends all messages before the worker can answer the first, each with these bytes as its file, and the reference's. */
  async sendAll(messages: readonly Sent[], bytes?: Uint8Array, reference?: Uint8Array): Promise<void> {
    const encoded = [bytes, reference].map((each) => each && Buffer.from(each).toString('base64'));
    await this.#host.evaluate(
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
    await this.#host.evaluate(
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
    await this.#host.evaluate(
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
    return (await this.#found([type], id ?? null, number)) as Answer<T>;
  }

  /** Waits for the answer of that type to the message of that id. @throws Error with the failure that came instead. */
  async answer<T extends FromWorker['type']>(type: T, failure: FromWorker['type'], id: number): Promise<Answer<T>> {
    const message = await this.#found([type, failure], id, 1);
    if (message.type === type) return message as Answer<T>;
    throw new Error(`${failure}: ${'error' in message ? message.error.message : ''}`);
  }

  /** The `number`-th message of one of these types, and of that id unless it is null. */
  async #found(types: readonly FromWorker['type'][], id: number | null, number: number): Promise<FromWorker> {
    const end = performance.now() + timeout;
    do {
      const message = await this.#host.evaluate(
        ([wanted, wantedId, which]) => {
          const matching = holder.messages.filter(
            (each) => wanted.includes(each.type) && (wantedId === null || ('id' in each && each.id === wantedId)),
          );
          return matching[which - 1] ?? null;
        },
        [types, id, number] as const,
      );
      if (message !== null) return message;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } while (performance.now() < end);
    throw new Error(`no ${types.join(' or ')} came, but ${JSON.stringify(await this.messages())}`);
  }

  /** Whether a message of that type and id came. */
  has(type: FromWorker['type'], id: number): Promise<boolean> {
    return this.#host.evaluate(
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

  /** All messages so far, without blobs and bitmaps. */
  messages(): Promise<readonly FromWorker[]> {
    return this.#host.evaluate(() => JSON.parse(JSON.stringify(holder.messages)) as readonly FromWorker[], null);
  }
}
