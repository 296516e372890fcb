// Builds the page into a folder of static files with relative addresses.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundle, engineBundle, root, shadersWithoutComments } from './build.mjs';
import { buildInChunks } from './chunks.mjs';

export const webFolder = join(root, 'dist', 'web');

/** Builds into a temporary folder, which then replaces dist/web, so that a page that is being served is always complete. */
export async function buildWeb() {
  const partial = `${webFolder}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, 'weights'), { recursive: true });
  const options = await engineBundle({ page: 'web/page/page.tsx', worker: 'web/worker/main.ts' });
  const { metafile } = await buildInChunks({
    ...options,
    metafile: true,
    plugins: [...options.plugins, shadersWithoutComments],
    outdir: partial,
    platform: 'browser',
    target: ['chrome120', 'firefox140', 'safari18'],
    minify: true,
    sourcemap: true,
    chunkNames: 'chunks/[name]-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  await cp(join(root, 'web/page/index.html'), join(partial, 'index.html'));
  await copyWeights(join(partial, 'weights'));
  await copySamples(join(partial, 'samples'));
  await buildServiceWorker(partial);
  console.log(await scriptSizes(metafile.outputs));
  await rm(webFolder, { recursive: true, force: true });
  await rename(partial, webFolder);
}

/** Builds the service worker with the list of files to store. Source maps are not stored, and weights only at first use. */
async function buildServiceWorker(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile() && !/\.(map|safetensors)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  await build({
    entryPoints: [join(root, 'web/page/service-worker.ts')],
    outfile: join(folder, 'service-worker.js'),
    bundle: true,
    minify: true,
    target: ['chrome120', 'firefox140', 'safari18'],
    define: { build: JSON.stringify({ files, digest: hash.digest('hex') }) },
  });
}

/** The size of the JavaScript before the first photo, which loads decoders and kernels; compressed as by most hosts. */
async function scriptSizes(outputs) {
  const entries = Object.keys(outputs).filter((name) => outputs[name].entryPoint && /(page|worker)\.js$/.test(name));
  const needed = new Set(entries);
  for (const name of needed) {
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') needed.add(path);
  }
  let total = 0;
  for (const name of needed) total += gzipSync(await readFile(join(root, name))).length;
  return `JavaScript of page and worker: ${(total / 1000).toFixed(0)} KB compressed.`;
}

/** Copies the sample photos, and writes the list from which the page offers them. */
async function copySamples(folder) {
  const names = (await readdir(join(root, 'samples'))).filter((name) => name.endsWith('.jpg')).sort();
  await mkdir(folder);
  for (const name of names) await cp(join(root, 'samples', name), join(folder, name));
  await writeFile(join(folder, 'list.json'), `${JSON.stringify(names)}\n`);
}

/** Copies weights of each model: the first checkpoint that is part of the repository, otherwise the first in weights/. */
async function copyWeights(folder) {
  await bundle({
    registry: 'src/models/registry.ts',
    safetensors: 'src/formats/safetensors.ts',
    memory: 'src/formats/byte-source.ts',
  });
  const [{ models }, { openSafetensors }, { MemorySource }] = await Promise.all(
    ['registry', 'safetensors', 'memory'].map((name) => import(pathToFileURL(join(root, 'dist', `${name}.js`)).href)),
  );
  const manifest = [];
  for (const { name: model, title, checkpoints, namings } of models) {
    if (namings.length === 0) continue;
    const files = checkpoints.filter(({ file }) => file !== null);
    const committed = files.filter(({ source }) => source.kind === 'committed');
    const found = await firstThere([...committed, ...files].map(({ file }) => file));
    if (found === null) {
      console.warn(`weights/ has no file for ${title}: the page will ask for a checkpoint.`);
      continue;
    }
    const { file, data } = found;
    await writeFile(join(folder, file), data);
    const sha256 = createHash('sha256').update(data).digest('hex');
    const { metadata } = await openSafetensors(new MemorySource(file, data));
    manifest.push({ model, file, bytes: data.length, sha256, metadata });
  }
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

async function firstThere(files) {
  for (const file of files) {
    const data = await readFile(join(root, 'weights', file)).catch(() => null);
    if (data !== null) return { file, data };
  }
  return null;
}
