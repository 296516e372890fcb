// Serves a folder of static files to this machine only: `node tools/web-server.mjs FOLDER` uses any free port.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
};

/** Resolves to the server's address once it listens; port 0 takes any free port. */
export function serve(folder, port) {
  const server = createServer(async (request, response) => {
    const answer = await find(folder, request);
    response.writeHead(answer.status, { 'cache-control': 'no-cache', ...answer.headers });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(`http://localhost:${server.address().port}/`));
  });
}

async function find(folder, request) {
  const plain = (status, body) => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET is served.\n');
  let path;
  try {
    path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  } catch {
    return plain(400, 'The address is malformed.\n');
  }
  // A normalised path that begins at the root cannot lead out of the folder.
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  const body = await readFile(file).catch(() => null);
  if (body === null) return plain(404, `There is no ${path}.\n`);
  const type = types[extname(file)] ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': type, 'content-length': body.length }, body };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await serve(process.argv[2], 0));
