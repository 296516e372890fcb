// Tells whether dist/ was built from the sources as they are now, which takes 20 ms where building takes 600.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(project, 'dist', 'sources.sha256');

/** What the bundles are made of; the lock file, which a copy may lack, stands for the npm packages in them. */
const sources = ['src', 'shaders', 'tools/build.mjs', 'tools/chunks.mjs', 'package.json', 'package-lock.json'];

/** A digest of the sources' paths, sizes and times; `root` is the project's folder. */
export function sourcesDigest(root = project) {
  const digest = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    digest.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const source of sources.filter((path) => existsSync(join(root, path)))) {
    if (statSync(join(root, source)).isFile()) add(source);
    else for (const path of readdirSync(join(root, source), { recursive: true }).sort()) add(join(source, path));
  }
  return digest.digest('hex');
}

export function isBuildCurrent() {
  try {
    return readFileSync(stamp, 'utf8') === sourcesDigest();
  } catch {
    return false;
  }
}

/** @param digest of the sources, taken before the build, so that what changed meanwhile is built again. */
export async function recordBuild(digest) {
  await writeFile(stamp, digest);
}
