import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The installed package's folder: bundles lie in its dist/. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

export async function packageVersion(): Promise<string> {
  const description = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(description) as { readonly version: string }).version;
}
