// Bundles the library, the command line and (on request) the tests into dist/. Shaders are embedded as text, so that
// a bundle is complete in itself; npm packages stay outside.
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles entry points ({name: path from the root}) into `dist/<name>.js`. */
export async function bundle(entries) {
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, file]) => ({ out, in: file })),
    outdir: join(root, 'dist'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    loader: { '.wgsl': 'text' },
    logLevel: 'warning',
  });
}

export async function buildProduct() {
  await bundle({ cli: 'src/cli/main.ts', index: 'src/index.ts' });
  await chmod(join(root, 'dist', 'cli.js'), 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProduct();
