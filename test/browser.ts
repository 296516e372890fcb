/**
 * Headless Chromium for tests, from the optional dependency @sparticuz/chromium, so that npm alone installs it. WebGPU runs
 * on the SwiftShader that the package includes. `HYPERIQA_CHROMIUM` is the path of another Chromium to use instead.
 */

import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { extract } from 'tar';
import { cacheFolder } from '../src/platform/cache-folder.ts';
import { exists } from '../src/platform/exists.ts';
import { makeFolder } from '../src/platform/make-folder.ts';

/** The package's parts: the browser itself, its graphics drivers, libraries that small systems lack, and fonts. */
const archives = ['swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br'] as const;

/** Starts a browser, which the caller closes. The first start on a machine unpacks it into the cache folder (seconds). */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.HYPERIQA_CHROMIUM;
  const folder = own === undefined ? await unpackChromium() : dirname(own);
  return chromium.launch({
    executablePath: own ?? join(folder, 'chromium'),
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
    env: { ...process.env, ...(own === undefined ? surroundings(folder) : {}) },
  });
}

const surroundings = (folder: string): Record<string, string> => ({
  LD_LIBRARY_PATH: [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  FONTCONFIG_PATH: folder,
});

async function unpackChromium(): Promise<string> {
  const source = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { readonly version: string };
  const target = join(cacheFolder(), `chromium-${version}`);
  if (await exists(target)) return target;
  await makeFolder(dirname(target));
  const temporary = await mkdtemp(`${target}-`);
  try {
    for (const archive of archives) await unpack(join(source, 'bin', archive), temporary);
    const binary = join(temporary, 'chromium');
    await pipeline(
      createReadStream(join(source, 'bin/chromium.br')),
      createBrotliDecompress(),
      createWriteStream(binary),
    );
    await chmod(binary, 0o755);
    // The package's own fonts.conf names folders of the cloud service that it is made for.
    await writeFile(join(temporary, 'fonts.conf'), '<fontconfig><dir prefix="relative">fonts</dir></fontconfig>\n');
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have unpacked it first, with the same result.
    if (!(await exists(target))) throw error;
  }
  return target;
}

function unpack(archive: string, folder: string): Promise<void> {
  return pipeline(createReadStream(archive), createBrotliDecompress(), extract({ cwd: folder, strict: true }));
}
