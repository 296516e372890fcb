import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists } from './exists.ts';

/** The installed package's folder; bundles are in its dist/. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

/** The path of a file of the package; `name` is relative to its folder. */
export function packageFile(name: string): string {
  return join(packageRoot, name);
}

/** Whether this code lies in the package's folder; not in a bundle of another program. */
export function isPackaged(): boolean {
  try {
    const { name } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { readonly name?: unknown };
    return name === 'hyperiqa-webgpu';
  } catch {
    return false;
  }
}

export async function packageVersion(): Promise<string> {
  const description = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(description) as { readonly version: string }).version;
}

/**
 * The path of a file in the working folder, or else in the package.
 * @param name relative to either folder.
 * @returns null where neither has it.
 */
export async function findPackageFile(name: string): Promise<string | null> {
  for (const place of [name, packageFile(name)]) if (await exists(place)) return place;
  return null;
}
