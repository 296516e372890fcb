/** The page that `npm test` built, served, with tiny weights in place of HyperIQA's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { BrowserContext } from 'playwright-core';
import { sha256 } from '../image/fixture.ts';

export interface Site {
  /** With a slash at its end. */
  readonly address: string;
  close(): void;
}

export function openSite(): Promise<Site> {
  return addressOf(['tools/web-server.mjs', 'dist/web']);
}

/** Starts a server by Node's arguments, and waits for the address that it prints. */
export function addressOf(args: readonly string[]): Promise<Site> {
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Also where a test file dies.
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
  /** The file that stands in the manifest as the page's HyperIQA. */
  readonly hyperIqa: Buffer;
  /** What comes when it is fetched, if not itself. */
  readonly answer?: () => Buffer;
  /** Whether the page has its other models, too; without them it opens sooner. */
  readonly others: boolean;
}

/** Gives the page weights of the test's own. */
export async function serveWeights(context: BrowserContext, { address }: Site, served: Served): Promise<void> {
  const { hyperIqa, answer, others } = served;
  const file = 'hyperiqa-tiny.safetensors';
  await context.route(`${address}weights/manifest.json`, async (route) => {
    // The connection that is used again may have been closed meanwhile.
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
