/**
 * Headless Firefox for tests, where it is installed, which no npm package can do: `HYPERIQA_FIREFOX` is its path, or it is found
 * among the commands. It needs no driver: a page of the test's own server fetches functions, calls them and sends their results.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Test } from 'uvu';
import { type Evaluates, WorkerClient } from './web/worker-client.ts';

type Files = Readonly<Record<string, Uint8Array>>;

/**
 * Registers tests in Firefox and runs them. They are skipped, with the reason, where it is not installed or has no adapter.
 * @param files by address without its host, besides those of the page.
 */
export async function inFirefox(test: Test, files: Files, register: (firefox: Firefox) => void): Promise<void> {
  const firefox = await openFirefox(files);
  if (typeof firefox === 'string') {
    console.log(`  SKIPPED: ${firefox}`);
    test.skip(firefox);
  } else {
    test.after(() => firefox.close());
    register(firefox);
  }
  test.run();
}

/** @returns a sentence where it cannot be opened. */
async function openFirefox(files: Files): Promise<Firefox | string> {
  const path = firefoxPath();
  if (path === null) return 'Firefox is not installed';
  const firefox = await Firefox.open(path, files, 'dist/web');
  if (await firefox.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null, null)) return firefox;
  await firefox.close();
  return 'Firefox offers no WebGPU adapter';
}

/** @returns null where Firefox is not installed. */
function firefoxPath(): string | null {
  const candidates = [process.env.HYPERIQA_FIREFOX, 'firefox', 'firefox-esr'].filter((each) => each !== undefined);
  return candidates.find((path) => spawnSync(path, ['--version']).status === 0) ?? null;
}

/** WebGPU is off by default on Linux, and refused on software adapters. */
const preferences = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
};

const driver = `
for (;;) {
  const { work, argument } = await (await fetch('/driver/task', { cache: 'no-store' })).json();
  let answer;
  try {
    answer = { value: await (0, eval)('(' + work + ')')(argument) };
  } catch (error) {
    answer = { error: String(error) + '\\n' + (error?.stack ?? '') };
  }
  const body = JSON.stringify(answer, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value);
  await fetch('/driver/answer', { method: 'POST', body });
}`;

/** JSON has no infinity and no NaN: the page sends `{ number: 'Infinity' }`. */
function revived(_key: string, value: unknown): unknown {
  const isNumber = typeof value === 'object' && value !== null && Object.keys(value).join() === 'number';
  return isNumber ? Number((value as { readonly number: string }).number) : value;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Long enough for a start on a busy machine. */
const startTimeout = 60_000;

interface Task {
  readonly text: string;
  readonly done: (answer: { readonly value?: unknown; readonly error?: string }) => void;
}

export class Firefox implements Evaluates {
  readonly #browser: ChildProcess;
  readonly #server: Server;
  readonly #profile: string;
  /** Ends with a slash. */
  readonly #address: string;
  /** The page's open request for a task, or the tasks that wait for one. */
  #waiting: ServerResponse | null = null;
  readonly #tasks: Task[] = [];
  #running: Task | null = null;

  private constructor(browser: ChildProcess, server: Server, profile: string, address: string) {
    this.#browser = browser;
    this.#server = server;
    this.#profile = profile;
    this.#address = address;
  }

  /**
   * Starts Firefox on an empty page whose server has these files and those of a folder.
   * @throws Error when it does not start.
   */
  static async open(path: string, files: Files, folder: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'hyperiqa-firefox-'));
    const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});\n`);
    await writeFile(join(profile, 'user.js'), lines.join(''));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://localhost:${(server.address() as AddressInfo).port}/`;
    const browser = spawn(path, ['--headless', '--no-remote', '--profile', profile, `${address}driver/`], {
      stdio: 'ignore',
      // lavapipe needs any folder there.
      env: { XDG_RUNTIME_DIR: profile, ...process.env },
    });
    const firefox = new Firefox(browser, server, profile, address);
    server.on('request', (request, response) => {
      const { pathname } = new URL(request.url ?? '/', address);
      if (pathname === '/driver/task') firefox.#ready(response);
      else if (pathname === '/driver/answer') firefox.#answered(request, response);
      else firefox.#send(pathname, { ...ownFiles, ...files }, folder, response);
    });
    const late = setTimeout(() => browser.kill(), startTimeout);
    const ended = new Promise<never>((_, reject) => {
      browser.once('error', reject);
      browser.once('exit', () => reject(new Error(`${path} ended, or did not open a page within a minute`)));
    });
    ended.catch(() => undefined);
    try {
      await Promise.race([firefox.evaluate(() => true, null), ended]);
    } catch (error) {
      await firefox.close();
      throw error;
    } finally {
      clearTimeout(late);
    }
    return firefox;
  }

  /** Calls a function in the page; it sees nothing but its argument, which is sent as JSON, as its result is. */
  async evaluate<A, T>(work: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    const answer = await new Promise<{ readonly value?: unknown; readonly error?: string }>((done) => {
      this.#tasks.push({ text: JSON.stringify({ work: String(work), argument }), done });
      this.#next();
    });
    if (answer.error !== undefined) throw new Error(`in Firefox: ${answer.error}`);
    return answer.value as T;
  }

  /** Starts the page's worker, and waits until it is ready. */
  async startWorker(): Promise<WorkerClient> {
    const client = new WorkerClient(this, this.#address);
    await client.create();
    await client.start();
    return client;
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.#browser.once('exit', resolve));
    if (this.#browser.kill()) await exited;
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #ready(response: ServerResponse): void {
    this.#waiting = response;
    this.#next();
  }

  #next(): void {
    if (this.#waiting === null || this.#running !== null) return;
    const task = this.#tasks.shift();
    if (task === undefined) return;
    this.#running = task;
    this.#waiting.end(task.text);
    this.#waiting = null;
  }

  #answered(request: AsyncIterable<Buffer>, response: ServerResponse): void {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      response.end();
      const task = this.#running;
      this.#running = null;
      task?.done(JSON.parse(Buffer.concat(parts).toString('utf8'), revived));
    })();
  }

  async #send(pathname: string, files: Files, folder: string, response: ServerResponse): Promise<void> {
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const body = files[name] ?? (await readFile(join(folder, name)).catch(() => null));
    if (body === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(body);
  }
}

const ownFiles: Files = {
  '/driver/index.html': Buffer.from('<!doctype html><script type="module" src="driver.js"></script>'),
  '/driver/driver.js': Buffer.from(driver),
};
