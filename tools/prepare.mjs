// npm runs this script after an installation in a clone and before packing. It builds dist/ in the form of the package. An
// earlier build is removed first, since the names of chunks change with their content.
import { rm } from 'node:fs/promises';
import { isEsbuildInstalled } from './esbuild-installed.mjs';

if (isEsbuildInstalled()) {
  const { buildProduct, root } = await import('./build.mjs');
  const { buildTypes } = await import('./types.mjs');
  await rm(`${root}/dist`, { recursive: true, force: true });
  await buildProduct({ sourcemap: false });
  await buildTypes();
} else {
  console.log('dist/ was not built, since esbuild is a development dependency: run npm ci without --omit=dev.');
}
