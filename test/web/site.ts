/** Serves the page that `npm test` built, with tiny weights in place of HyperIQA's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { BrowserContext } from 'playwright-core';
import { sha256 } from '../image/fixture.ts';

export interface Site {
  /** The page's address, which ends with a slash. */
  readonly address: string;
  close(): void;
}

export function openSite(): Promise<Site> {
  return addressOf(['tools/web-server.mjs', 'dist/web']);
}

/** Starts a server with these arguments for Node, and waits for the address that it prints. */
export function addressOf(args: readonly string[]): Promise<Site> {
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Ends the server even if the test file crashes.
  process.on('exit', () => server.kill());
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /http:\/\/localhost:\d+\//.exec(said)?.[0];
      if (address !== undefined) resolve({ address, close: () => end(server) });
    });
    server.on('exit', () => reject(new Error(`${args.join(' ')} ended: ${said}`)));
  });
}

function end(server: ChildProcess): void {
  server.removeAllListeners('exit');
  server.kill();
}

export interface Served {
  /** The file that the manifest lists as the page's HyperIQA. */
  readonly hyperIqa: Buffer;
  /** Returns what is sent instead of the file when it is fetched. */
  readonly answer?: () => Buffer;
  /** Whether the page has its other models too; it opens faster without them. */
  readonly others: boolean;
}

/** Replaces the page's weights by those of the test. */
export async function serveWeights(context: BrowserContext, { address }: Site, served: Served): Promise<void> {
  const { hyperIqa, answer, others } = served;
  const file = 'hyperiqa-tiny.safetensors';
  await context.route(`${address}weights/manifest.json`, async (route) => {
    // A reused connection may have been closed in the meantime.
    const listed = (await (await route.fetch({ maxRetries: 3 })).json()) as readonly { readonly model: string }[];
    const own = {
      model: 'hyperiqa',
      file,
      bytes: hyperIqa.length,
      sha256: sha256(hyperIqa),
      metadata: { model: 'hyperiqa', protocol: 'demo', source_format: 'synthetic' },
    };
    await route.fulfill({ json: [own, ...listed.filter(({ model }) => others && model !== 'hyperiqa')] });
  });
  await context.route(`${address}weights/${file}`, (route) => route.fulfill({ body: answer?.() ?? hyperIqa }));
}
