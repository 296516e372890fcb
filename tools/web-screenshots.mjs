// `node tools/web-screenshots.mjs`: takes the screenshots of the current page for the documentation and writes them to docs/.
import { bundle } from './build.mjs';
import { buildWeb } from './web-build.mjs';

await buildWeb();
await bundle({ 'web-screenshots': 'test/web/screenshots.ts' });
await import('../dist/web-screenshots.js');
