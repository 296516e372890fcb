// What npm runs after an installation in a clone, and before it packs one: the build, where its tool is installed.
import { isEsbuildInstalled } from './esbuild-installed.mjs';

if (isEsbuildInstalled()) await (await import('./build.mjs')).buildProduct();
else console.log('dist/ was not built, since esbuild is a development dependency: run npm ci without --omit=dev.');
