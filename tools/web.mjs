// `npm run web`: builds the page into dist/web and serves it; `-- --build` only builds, `-- --port N` sets the port.
import { parseArgs } from 'node:util';
import { buildWeb, webFolder } from './web-build.mjs';
import { serve } from './web-server.mjs';

const usage = 'npm run web [-- --build] [--port N]';
const fail = (message) => {
  console.error(`${message}\n${usage}`);
  process.exit(2);
};

let options;
try {
  options = parseArgs({ options: { build: { type: 'boolean' }, port: { type: 'string', default: '8000' } } }).values;
} catch (error) {
  fail(error.message);
}
const port = Number(options.port);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  fail(`--port must be an integer from 0 to 65535, not ${options.port}.`);

await buildWeb();
console.log('The page is in dist/web, which any host of static files can serve.');
if (!options.build) {
  const address = await serve(webFolder, port).catch((error) => {
    const hint = error.code === 'EADDRINUSE' ? `Port ${port} is in use; choose another one.` : error.message;
    fail(hint);
  });
  console.log(`It is served at ${address} until you press Ctrl-C.`);
}
