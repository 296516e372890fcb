// `npm run fuzz -- ...`: bundles the fuzzer and its child process, and starts the fuzzer.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, root } from '../build.mjs';

await bundle({ 'fuzz/main': 'tools/fuzz/main.ts', 'fuzz/child': 'tools/fuzz/child.ts' });
process.chdir(root);
await import(pathToFileURL(join(root, 'dist/fuzz/main.js')).href);
