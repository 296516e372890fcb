// `npm run bench -- ...`: bundles and starts the benchmark.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, root } from './build.mjs';

await bundle({ bench: 'bench/main.ts', 'bench-worker': 'bench/worker.ts', 'bench-tfjs': 'bench/peers/tfjs.mjs' });
await import(pathToFileURL(join(root, 'dist', 'bench.js')).href);
