/** The page as `npm run web` builds and serves it, with tiny weights in place of HyperIQA's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { BrowserContext } from 'playwright-core';
import { sha256 } from '../image/fixture.ts';

export interface Site {
  /** With a slash at its end. */
  readonly address: string;
  close(): void;
}

export function openSite(): Promise<Site> {
  const server = spawn(process.execPath, ['tools/web.mjs', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /http:\/\/localhost:\d+\//.exec(said)?.[0];
      if (address !== undefined) resolve({ address, close: () => end(server) });
    });
    server.on('exit', () => reject(new Error(`npm run web ended: ${said}`)));
  });
}

function end(server: ChildProcess): void {
  server.removeAllListeners('exit');
  server.kill();
}

export interface ServeOptions {
  /** What comes when the file is fetched, if not itself. */
  readonly answer?: () => Buffer;
  /** The page has no other model, and opens sooner. */
  readonly alone?: true;
}

/** Gives the page that file in place of its own HyperIQA. */
export async function serveHyperIqa(
  context: BrowserContext,
  { address }: Site,
  bytes: Buffer,
  { answer = () => bytes, alone }: ServeOptions = {},
): Promise<void> {
  const file = 'hyperiqa-tiny.safetensors';
  await context.route(`${address}weights/manifest.json`, async (route) => {
    const listed = (await (await route.fetch()).json()) as readonly { readonly model: string }[];
    const own = { model: 'hyperiqa', file, bytes: bytes.length, sha256: sha256(bytes) };
    await route.fulfill({ json: [own, ...listed.filter(({ model }) => !alone && model !== 'hyperiqa')] });
  });
  await context.route(`${address}weights/${file}`, (route) => route.fulfill({ body: answer() }));
}
