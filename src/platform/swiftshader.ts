import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync } from 'node:zlib';
import { HyperIqaError, messageOf } from '../errors.ts';
import { cacheFolder } from './cache-folder.ts';
import { exists } from './exists.ts';
import { makeFolder } from './make-folder.ts';

/** The files of SwiftShader, a Vulkan driver that computes on the CPU. */
export interface SwiftShader {
  /** The driver's manifest, for `VK_ICD_FILENAMES`. */
  readonly manifest: string;
  /** A Vulkan loader (`libvulkan.so.1`), for systems that have none. */
  readonly loader: string;
}

const files = ['libvk_swiftshader.so', 'libvulkan.so.1', 'vk_swiftshader_icd.json'] as const;
const packageName = '@sparticuz/chromium';

/**
 * SwiftShader from the optional dependency @sparticuz/chromium, unpacked into the cache folder at first use.
 * @returns null where it is not available: on systems other than Linux on x64, or without that package.
 * @throws HyperIqaError FILE when the cache folder cannot be written, or the archive is damaged.
 */
export async function unpackSwiftShader(): Promise<SwiftShader | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const source = await findPackage();
  if (source === null) return null;
  const folder = join(cacheFolder(), `swiftshader-${source.version}`);
  if (!(await exists(folder))) await unpack(join(source.folder, 'bin', 'swiftshader.tar.br'), folder);
  return { manifest: join(folder, 'vk_swiftshader_icd.json'), loader: join(folder, 'libvulkan.so.1') };
}

/** The package's folder, found without running its code and although it does not export its package.json. */
async function findPackage(): Promise<{ readonly folder: string; readonly version: string } | null> {
  for (const modules of createRequire(import.meta.url).resolve.paths(packageName) ?? []) {
    const folder = join(modules, packageName);
    const description = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
    if (description === null) continue;
    const { version } = JSON.parse(description) as { readonly version: string };
    return { folder, version };
  }
  return null;
}

function causeOf(cause: unknown): string {
  return messageOf(cause).replace(/\.$/, '');
}

/** Unpacks beside the target and renames, so that the target is either complete or absent, even with several processes. */
async function unpack(archive: string, target: string): Promise<void> {
  let temporary: string | null = null;
  try {
    await makeFolder(dirname(target));
    temporary = await mkdtemp(`${target}-`);
    const tar = brotliDecompressSync(await readFile(archive));
    const needed = new Set<string>(files);
    // Imported here because later runs do not unpack anything.
    const { extract } = await import('tar');
    await pipeline([tar], extract({ cwd: temporary, strict: true, filter: (path) => needed.has(path) }));
    for (const file of files) await stat(join(temporary, file));
    await rename(temporary, target);
  } catch (cause) {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
    // Another process may have been quicker; its result is equivalent.
    if (await exists(target)) return;
    throw new HyperIqaError(
      'FILE',
      `The software adapter SwiftShader (${archive}) cannot be unpacked into ${target}: ${causeOf(cause)}. ` +
        'Set HYPERIQA_CACHE to use another cache folder.',
      { cause },
    );
  }
}
