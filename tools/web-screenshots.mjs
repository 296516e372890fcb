// `node tools/web-screenshots.mjs`: takes the documentation's pictures of the page, as it is now, into docs/.
import { bundle } from './build.mjs';
import { buildWeb } from './web-build.mjs';

await buildWeb();
await bundle({ 'web-screenshots': 'test/web/screenshots.ts' });
await import('../dist/web-screenshots.js');
