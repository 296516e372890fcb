// `npm run infer -- ...`: bundles the command line, which takes tens of milliseconds, and starts it, so that it is always up to
// date with the sources. Without the development dependencies it starts the existing build.
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
