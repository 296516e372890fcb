// `npm run infer -- ...`: starts the command line, bundled again if the sources have changed. Without the development
// dependencies it starts the existing build.
import { existsSync } from 'node:fs';
import { isBuildCurrent } from './current-build.mjs';
import { isEsbuildInstalled } from './esbuild-installed.mjs';

const program = new URL('../dist/cli.js', import.meta.url);
if (isEsbuildInstalled() && !isBuildCurrent()) await (await import('./build.mjs')).buildProduct();
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error(
    'dist/cli.js is missing, and esbuild, which builds it, is a development dependency: run npm ci without --omit=dev.',
  );
  process.exitCode = 2;
}
