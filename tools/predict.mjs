// `npm run predict -- GPU`: bundles and starts the prediction.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, root } from './build.mjs';

await bundle({ predict: 'bench/predict/main.ts' });
await import(pathToFileURL(join(root, 'dist', 'predict.js')).href);
