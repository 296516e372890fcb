// `npm run infer -- ...`: bundles (some tens of milliseconds) and starts the command line, so that what runs is always
// what the sources say.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProduct, root } from './build.mjs';

await buildProduct();
await import(pathToFileURL(join(root, 'dist', 'cli.js')).href);
