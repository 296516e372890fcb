// `npm run infer -- ...`: bundles (some tens of milliseconds) and starts the command line, so that what runs is always
// what the sources say. Without the development dependencies it starts what was built before they were removed.
import { existsSync } from 'node:fs';
import { isEsbuildInstalled } from './esbuild-installed.mjs';

const program = new URL('../dist/cli.js', import.meta.url);
if (isEsbuildInstalled()) await (await import('./build.mjs')).buildProduct();
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error(
    'dist/cli.js is missing, and esbuild, which builds it, is a development dependency: run npm ci without --omit=dev.',
  );
  process.exitCode = 2;
}
