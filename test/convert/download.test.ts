import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { download } from '../../src/platform/download.ts';
import { confirmedAddress, titleOf } from '../../src/platform/drive-page.ts';
import { redirectedTo } from '../../src/platform/redirects.ts';
import { refused } from '../formats/fixture.ts';
import { processorSeconds } from '../processor-time.ts';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));
let handle: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => handle(request, response));
const folder = mkdtempSync(join(tmpdir(), 'download-'));
const path = join(folder, 'file');
const options = {
  mostBytes: content.length,
  hosts: [] as readonly string[],
  onProgress() {},
  idleMilliseconds: 5000,
  pauses: [10, 10],
};
const test = suite('download');

function address(): URL {
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`);
}

/** Serves the content with an ETag and ranges; closes the connection after `cutAfter` bytes. */
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

test('a file is downloaded completely, and nothing else is left', async () => {
  handle = (request, response) => serve(request, response, '"a"');
  const progress: (number | undefined)[] = [];
  await download(address(), path, { ...options, onProgress: (done, whole) => progress.push(done, whole) });
  assert.ok(readFileSync(path).equals(content));
  assert.equal(readdirSync(folder), ['file']);
  assert.equal(progress.slice(-2), [content.length, content.length]);
});

test('an interrupted connection is resumed where it broke', async () => {
  const ranges: (string | undefined)[] = [];
  handle = (request, response) => {
    ranges.push(request.headers.range);
    serve(request, response, '"a"', ranges.length < 3 ? 100_000 : undefined);
  };
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
  assert.equal(ranges, [undefined, 'bytes=100000-', 'bytes=200000-']);
});

test('a download that was given up is resumed by the next call', async () => {
  handle = (request, response) => serve(request, response, '"a"', 100_000);
  await refused(
    download(address(), path, { ...options, pauses: [] }),
    ['connection', 'continues from there'],
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

test('a file that changed meanwhile is downloaded from the beginning', async () => {
  handle = (request, response) => serve(request, response, '"old"', 100_000);
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (request, response) => serve(request, response, '"new"');
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
});

test('from a server without ranges an interrupted file is downloaded from the beginning', async () => {
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

test('a range beyond the file restarts the download', async () => {
  handle = (request, response) => serve(request, response, '"a"', 100_000);
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (request, response) => {
    if (request.headers.range === undefined) serve(request, response, '"a"');
    else response.writeHead(416).end();
  };
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
});

test('a different part than requested is refused', async () => {
  handle = (request, response) => serve(request, response, '"a"', 100_000);
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (_, response) => {
    response.writeHead(206, { 'content-range': `bytes 5-9/${content.length}` }).end(content.subarray(5, 10));
  };
  await refused(download(address(), path, options), ['a different part'], 'DOWNLOAD');
});

test('404 is reported at once; 503 is tried again', async () => {
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

test('a silent server is given up after a timeout', async () => {
  handle = () => {};
  await refused(
    download(address(), path, { ...options, idleMilliseconds: 100, pauses: [] }),
    ['no data arrived for 0.1 s'],
    'DOWNLOAD',
  );
});

test('an unreachable server is reported with the reason', async () => {
  const nobody = new URL('http://127.0.0.1:1/file');
  await refused(download(nobody, path, { ...options, pauses: [] }), ['127.0.0.1:1', 'connection failed'], 'DOWNLOAD');
});

test('a part of another version is not appended', async () => {
  for (const [begun, answered] of [
    [{ etag: '"old"' }, { etag: '"new"' }],
    [{ etag: '"old"' }, {}],
    [{ 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }, { 'last-modified': 'Tue, 02 Jan 2024 00:00:00 GMT' }],
  ] as const) {
    handle = (_, response) => {
      response.writeHead(200, { ...begun, 'content-length': content.length });
      response.write(Buffer.alloc(100_000), () => setTimeout(() => response.destroy(), 20));
    };
    await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
    const ranges: (string | undefined)[] = [];
    handle = (request, response) => {
      ranges.push(request.headers.range);
      const part = request.headers.range === undefined ? content : content.subarray(100_000);
      const range = { 'content-range': `bytes 100000-${content.length - 1}/${content.length}` };
      if (part === content) response.writeHead(200, answered).end(part);
      else response.writeHead(206, { ...answered, ...range }).end(part);
    };
    await download(address(), path, options);
    assert.equal(ranges, ['bytes=100000-', undefined], JSON.stringify(begun));
    assert.ok(readFileSync(path).equals(content));
    rmSync(path);
  }
});

test('a part without a date is taken as the version whose date was requested', async () => {
  handle = (_, response) => {
    response.writeHead(200, { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT', 'content-length': content.length });
    response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
  };
  await refused(download(address(), path, { ...options, pauses: [] }), [], 'DOWNLOAD');
  handle = (request, response) => {
    assert.is(request.headers['if-range'], 'Mon, 01 Jan 2024 00:00:00 GMT');
    const range = { 'content-range': `bytes 100000-${content.length - 1}/${content.length}` };
    response.writeHead(206, range).end(content.subarray(100_000));
  };
  await download(address(), path, options);
  assert.ok(readFileSync(path).equals(content));
});

test('a file larger than the published one is refused, whether its size was announced or not, and nothing is kept', async () => {
  const larger = { ...options, mostBytes: content.length - 1 };
  for (const headers of [{ 'content-length': content.length }, {}]) {
    handle = (_, response) => void response.writeHead(200, { etag: '"a"', ...headers }).end(content);
    await refused(
      download(address(), path, larger),
      [`no more than ${content.length - 1}`, 'another file'],
      'DOWNLOAD',
    );
    assert.equal(readdirSync(folder), []);
  }
});

test('an endless body is given up once it is larger than the published file', async () => {
  let sent = 0;
  handle = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(content)) sent += content.length;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  await refused(download(address(), path, options), ['another file'], 'DOWNLOAD');
  assert.ok(sent < 100 * content.length, `${sent} bytes were sent`);
});

test('a link in place of a partial file is not followed', async () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'before');
  symlinkSync(victim, `${path}.partial`);
  handle = (request, response) => serve(request, response, '"a"');
  await refused(download(address(), path, options), ['file.partial', 'Remove it'], 'FILE');
  assert.is(readFileSync(victim, 'utf8'), 'before');
});

test('redirects are followed on the same host and to listed ones', async () => {
  const { port } = server.address() as AddressInfo;
  for (const location of ['/elsewhere', `http://localhost:${port}/elsewhere`]) {
    handle = (request, response) => {
      if (request.url === '/file') response.writeHead(302, { location }).end();
      else serve(request, response, '"a"');
    };
    await download(address(), path, { ...options, hosts: ['localhost'] });
    assert.ok(readFileSync(path).equals(content));
    rmSync(path);
  }
});

test('a redirect to a host that is not listed, and an endless one, are refused', async () => {
  const { port } = server.address() as AddressInfo;
  let requests = 0;
  handle = (request, response) => {
    requests++;
    response.writeHead(302, { location: `http://localhost:${port}${request.url}` }).end();
  };
  await refused(download(address(), path, options), [`to localhost:${port}`, "publisher's hosts"], 'DOWNLOAD');
  assert.is(requests, 1);
  await refused(download(address(), path, { ...options, hosts: ['localhost'] }), ['more than 10 times'], 'DOWNLOAD');
});

test('a redirect may not leave https or the listed hosts, in any spelling', async () => {
  const from = new URL('https://files.example/a');
  const hosts = ['files.example', '.cdn.example'];
  const to = (location: string) => redirectedTo(location, from, hosts).href;
  assert.is(to('b'), 'https://files.example/b');
  assert.is(to('https://eu.cdn.example/b'), 'https://eu.cdn.example/b');
  for (const [location, part] of [
    ['http://files.example/b', 'from https:// to http://files.example'],
    ['file:///etc/passwd', 'from https:// to file://'],
    ['https://evilcdn.example/b', 'to evilcdn.example'],
    ['https://cdn.example.evil/b', 'to cdn.example.evil'],
    ['https://files.example@evil.example/b', 'to evil.example'],
    ['//evil.example/b', 'to evil.example'],
    ['https://', 'not an address'],
  ] as const) {
    await refused((async () => to(location))(), [part], 'DOWNLOAD');
  }
});

test('pages of unterminated tags are parsed quickly', async () => {
  for (const part of ['<form ', '<title ', '<form id="download-form" ', '<form>', '<title><', '<input ', 'a="', ' ']) {
    const page = part.repeat(Math.floor(1e6 / part.length));
    const seconds = await processorSeconds(() => {
      assert.is(confirmedAddress(page, address()), undefined);
      confirmedAddress(`<form id="download-form" action="/x">${page}`, address());
      titleOf(page);
    });
    assert.ok(seconds < 3, `${part}: ${seconds.toFixed(1)} s`);
  }
});

const page = (form: string) =>
  `<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head><body>${form}</body></html>`;

test("Google Drive's confirmation page is confirmed", async () => {
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

test('any other web page is refused with its title, as is a form that leads to another host', async () => {
  const forms = ['<p>Quota exceeded</p>', '<form id="download-form" action="http://other.example/x"></form>'];
  for (const form of forms) {
    handle = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page(form));
    await refused(download(address(), path, options), ['web page', 'Virus scan warning'], 'DOWNLOAD');
    assert.equal(readdirSync(folder), []);
  }
});

test.run();
