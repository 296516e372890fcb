// `node tools/train-face/find.mjs LIST`: bundles find.ts and starts it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, root } from '../build.mjs';

await bundle({ 'train-face/find': 'tools/train-face/find.ts' });
process.chdir(root);
await import(pathToFileURL(join(root, 'dist/train-face/find.js')).href);
