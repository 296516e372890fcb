import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { download } from '../../src/platform/download.ts';
import { refused } from '../formats/fixture.ts';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));
let handle: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => handle(request, response));
const folder = mkdtempSync(join(tmpdir(), 'download-'));
const path = join(folder, 'file');
const options = { onProgress() {}, idleMilliseconds: 5000, pauses: [10, 10] };
const test = suite('download');

function address(): URL {
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`);
}

/** Serves the content with an ETag and ranges; `cutAfter` closes the connection when so many bytes are sent. */
function serve(
  request: IncomingMessage,
  response: ServerResponse,
  etag: string,
  cutAfter = Number.POSITIVE_INFINITY,
): void {
  const begin = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const resumed = begin > 0 && request.headers['if-range'] === etag;
  const body = resumed ? content.subarray(begin) : content;
  const headers = { etag, 'content-length': body.length };
  if (resumed)
    response.writeHead(206, { ...headers, 'content-range': `bytes ${begin}-${content.length - 1}/${content.length}` });
  else response.writeHead(200, headers);
  if (body.length <= cutAfter) response.end(body);
  else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
}

test.before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
test.before.each(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
test.after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('a file comes whole, and nothing else is left', async () => {
  handle = (request, response) => serve(request, response, '"a"');
  const progress: (number | undefined)[] = [];
  await download(address(), path, { ...options, onProgress: (done, whole) => progress.push(done, whole) });
  assert.ok(readFileSync(path).equals(content));
  assert.equal(readdirSync(folder), ['file']);
  assert.equal(progress.slice(-2), [content.length, content.length]);
});

test('a cut connection is taken up where it was cut', async () => {
  const ranges: (string | undefined)[] = [];
  handle = (request, response) => {
    ranges.push(request.headers.range);
    serve(request, response, '"a"', ranges.length < 3 ? 100_000 : undefined);
  };
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
  assert.equal(ranges, [undefined, 'bytes=100000-', 'bytes=200000-']);
});

test('a download that was given up is taken up by the next call', async () => {
  handle = (request, response) => serve(request, response, '"a"', 100_000);
  await refused(
    download(address(), path, { ...options, pauses: [] }),
    ['connection', 'goes on from there'],
    'DOWNLOAD',
  );
  assert.not(existsSync(path));
  let range: string | undefined;
  handle = (request, response) => {
    range = request.headers.range;
    serve(request, response, '"a"');
  };
  await download(address(), path, options);
  assert.is(range, 'bytes=100000-');
  assert.ok(readFileSync(path).equals(content));
});

test('a file that changed meanwhile is taken from its beginning', async () => {
  handle = (request, response) => serve(request, response, '"old"', 100_000);
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (request, response) => serve(request, response, '"new"');
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
});

test('from a server without ranges a cut file is taken from its beginning', async () => {
  let requests = 0;
  handle = (_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    if (++requests > 1) response.end(content);
    else response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
  };
  await download(address(), path, options);
  assert.is(requests, 2);
  assert.ok(readFileSync(path).equals(content));
});

test('a range that is beyond the file makes a fresh start', async () => {
  handle = (request, response) => serve(request, response, '"a"', 100_000);
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (request, response) => {
    if (request.headers.range === undefined) serve(request, response, '"a"');
    else response.writeHead(416).end();
  };
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
});

test('another part than was asked for is refused', async () => {
  handle = (request, response) => serve(request, response, '"a"', 100_000);
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (_, response) => {
    response.writeHead(206, { 'content-range': `bytes 5-9/${content.length}` }).end(content.subarray(5, 10));
  };
  await refused(download(address(), path, options), ['another part'], 'DOWNLOAD');
});

test('404 is told at once; 503 is tried again', async () => {
  let requests = 0;
  handle = (_, response) => {
    requests++;
    response.writeHead(404).end();
  };
  await refused(download(address(), path, options), ['404'], 'DOWNLOAD');
  assert.is(requests, 1);
  requests = 0;
  handle = (request, response) => {
    if (++requests < 3) response.writeHead(503).end();
    else serve(request, response, '"a"');
  };
  await download(address(), path, options);
  assert.is(requests, 3);
});

test('a silent server is given up after a while', async () => {
  handle = () => {};
  await refused(
    download(address(), path, { ...options, idleMilliseconds: 100, pauses: [] }),
    ['nothing came for 0.1 s'],
    'DOWNLOAD',
  );
});

test('a server that is not there is told with the reason', async () => {
  const nobody = new URL('http://127.0.0.1:1/file');
  await refused(download(nobody, path, { ...options, pauses: [] }), ['127.0.0.1:1', 'connection failed'], 'DOWNLOAD');
});

test('redirects are followed', async () => {
  handle = (request, response) => {
    if (request.url === '/file') response.writeHead(302, { location: '/elsewhere' }).end();
    else serve(request, response, '"a"');
  };
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
});

const page = (form: string) =>
  `<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head><body>${form}</body></html>`;

test("Google Drive's page that asks for confirmation is confirmed", async () => {
  const urls: (string | undefined)[] = [];
  handle = (request, response) => {
    urls.push(request.url);
    if (urls.length > 1) return serve(request, response, '"a"');
    const form =
      '<form id="download-form" action="/download" method="get"><input type="hidden" name="id" value="x&amp;y">' +
      '<input type="hidden" name="confirm" value="t"></form>';
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(form));
  };
  await download(address(), path, options);
  assert.is(urls[1], '/download?id=x%26y&confirm=t');
  assert.ok(readFileSync(path).equals(content));
});

test('any other web page is refused by its title, and so is a form that leads to another host', async () => {
  const forms = ['<p>Quota exceeded</p>', '<form id="download-form" action="http://other.example/x"></form>'];
  for (const form of forms) {
    handle = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page(form));
    await refused(download(address(), path, options), ['web page', 'Virus scan warning'], 'DOWNLOAD');
    assert.equal(readdirSync(folder), []);
  }
});

test.run();
