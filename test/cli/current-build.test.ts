/** What makes `npm run infer` bundle the command line again. */
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryFolder } from './run.ts';

const { sourcesDigest } = (await import(pathToFileURL(resolve('tools/current-build.mjs')).href)) as {
  sourcesDigest: (root: string) => string;
};

const day = new Date('2026-01-01');

async function put(root: string, path: string, text: string): Promise<void> {
  await writeFile(join(root, path), text);
  await utimes(join(root, path), day, day);
}

test('a build is out of date once a source is edited, added, renamed or removed, and only then', async () => {
  await inTemporaryFolder(async (root) => {
    for (const folder of ['src/gpu', 'shaders', 'tools', 'docs']) await mkdir(join(root, folder), { recursive: true });
    const files = ['src/gpu/a.ts', 'shaders/a.wgsl', 'tools/build.mjs', 'package.json', 'package-lock.json'];
    for (const file of files) await put(root, file, 'text');
    const digests = [sourcesDigest(root)];
    const changes = [
      () => put(root, 'src/gpu/a.ts', 'longer text'),
      () => utimes(join(root, 'shaders/a.wgsl'), day, new Date('2025-01-01')),
      () => put(root, 'src/gpu/b.ts', 'text'),
      () => rename(join(root, 'src/gpu/b.ts'), join(root, 'src/gpu/c.ts')),
      () => rm(join(root, 'src/gpu/c.ts')),
      () => put(root, 'package-lock.json', 'another version'),
    ];
    for (const change of changes) {
      await change();
      const digest = sourcesDigest(root);
      assert.is.not(digest, digests.at(-1), `${change}`);
      digests.push(digest);
    }
    await put(root, 'docs/a.md', 'text');
    assert.is(sourcesDigest(root), digests.at(-1));
  });
});

test.run();
