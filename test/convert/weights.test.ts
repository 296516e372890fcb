/** `weights get` from a local server in place of the official ones. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { weightsCommand } from '../../src/cli/weights.ts';
import { broughtTable, weightsTable } from '../../src/cli/weights-table.ts';
import type { ErrorCode, HyperIqaError } from '../../src/errors.ts';
import { writeSafetensors } from '../../src/formats/safetensors.ts';
import { refused } from '../formats/fixture.ts';
import { hyperIqaLayout } from '../hyperiqa-layout.ts';

const test = suite('weights');
const folder = mkdtempSync(join(tmpdir(), 'weights-'));
const requests: string[] = [];
let body: Uint8Array = new Uint8Array(0);
const server = createServer((request, response) => {
  requests.push(request.url ?? '');
  response.writeHead(body.length === 0 ? 404 : 200, { 'content-length': body.length }).end(body);
});

/** HyperIQA as half floats (55 MB); every value but one bias is 0. */
async function checkpoint(bias: number): Promise<Uint8Array> {
  const tensors = hyperIqaLayout().map(({ name, shape }) => {
    const bytes = new Uint8Array(2 * shape.reduce((product, size) => product * size, 1));
    if (name === 'fc5b_fc.bias') bytes[1] = bias;
    return { name, shape, dtype: 'f16' as const, read: async () => bytes };
  });
  const chunks: Uint8Array[] = [];
  const write = async (bytes: Uint8Array) => void chunks.push(bytes);
  await writeSafetensors(tensors, {}, { write });
  return Buffer.concat(chunks);
}

const lines: string[] = [];
const { write } = process.stdout;
let running = 0;

/** Runs the command, and collects what is printed in `lines`. Several may run at once. */
async function run(...args: readonly string[]): Promise<void> {
  running += 1;
  process.stdout.write = (text: string | Uint8Array) => {
    lines.push(...String(text).trimEnd().split('\n'));
    return true;
  };
  try {
    await weightsCommand().parseAsync(args, { from: 'user' });
  } finally {
    running -= 1;
    if (running === 0) process.stdout.write = write;
  }
}

test.before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env.HYPERIQA_WEIGHTS_BASE = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.before.each(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  requests.length = 0;
  lines.length = 0;
});
test.after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('list names everything that is available', async () => {
  await run('list');
  for (const { checkpoint } of weightsTable) assert.match(lines.join('\n'), checkpoint.name);
  for (const { checkpoint, source } of broughtTable) {
    const note = source.kind === 'brought' ? 'your own file' : 'not published';
    assert.match(lines.join('\n'), `${checkpoint.name} (${note}`);
    assert.match(lines.join('\n'), source.page);
  }
});

test('weights that programs cannot download are refused with the page, the reason and what to do', async () => {
  assert.equal([...new Set(broughtTable.map(({ source }) => source.kind))].sort(), ['brought', 'unpublished']);
  for (const { checkpoint, source, converted } of broughtTable) {
    const why = source.kind === 'brought' ? 'save them from' : 'No weights of';
    await refused(run('get', checkpoint.name, '--to', folder), [why, source.page, `weights/${converted}`], 'USAGE');
  }
  assert.equal(requests, []);
});

test('an unknown name is refused with the known ones', () =>
  refused(run('get', 'nothing', '--to', folder), ['nothing', 'hyperiqa-koniq', 'face-detector-fp32'], 'USAGE'));

test('a file whose checksum differs from the published one is refused and not kept', async () => {
  body = readFileSync('test/fixtures/formats/cut.caffemodel');
  await refused(
    run('get', 'face-detector-fp32', '--to', folder),
    ['not the file that was published', '2a56a11a'],
    'DOWNLOAD',
  );
  assert.equal(readdirSync(folder), []);
  assert.equal(requests, [
    '/opencv/opencv_3rdparty/dnn_samples_face_detector_20170830/res10_300x300_ssd_iter_140000.caffemodel',
  ]);
  await refused(run('get', 'hyperiqa-pyiqa', '--to', folder), ['c96c41b1'], 'DOWNLOAD');
});

test('a file larger than the published one is refused', async () => {
  body = new Uint8Array(10_666_212);
  await refused(run('get', 'face-detector-fp32', '--to', folder), ['no more than 10666211'], 'DOWNLOAD');
  assert.equal(readdirSync(folder), []);
});

test("one of two processes that download the same file is refused with the other's number, and requests nothing", async () => {
  body = readFileSync('test/fixtures/formats/cut.caffemodel');
  const attempts = [1, 2].map(() => run('get', 'face-detector-fp32', '--to', folder));
  const outcomes = await Promise.allSettled(attempts);
  const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as HyperIqaError) : null));
  const ofCode = (code: ErrorCode) => String(errors.find((error) => error?.code === code)?.message);
  for (const text of [`process ${process.pid}`, 'caffemodel', 'is writing there']) assert.match(ofCode('FILE'), text);
  assert.match(ofCode('DOWNLOAD'), 'not the file that was published');
  assert.is(requests.length, 1);
  assert.equal(readdirSync(folder), []);
});

test('a file that is gone is reported with the page to get it from', async () => {
  body = new Uint8Array(0);
  await refused(run('get', 'hyperiqa-koniq', '--to', folder), ['404', 'https://drive.google.com/file/d/'], 'DOWNLOAD');
});

test("the authors' file is converted, and its checksum recorded and required of later downloads", async () => {
  const out = join(folder, 'hyperiqa.safetensors');
  body = await checkpoint(0x3c);
  await run('get', 'hyperiqa-koniq', '--to', folder);
  const converted = readFileSync(out);
  assert.ok(existsSync(join(folder, 'weights.lock.json')));
  assert.match(lines.at(-1)!, /first download is trusted: sha256 [0-9a-f]{64}, recorded in .*weights\.lock\.json/);

  await run('get', 'hyperiqa-koniq', '--to', folder);
  assert.is(requests.length, 1, 'what is there is not downloaded again');
  assert.match(lines.at(-1)!, 'already exists');

  rmSync(out);
  rmSync(join(folder, 'koniq_pretrained.pkl'));
  body = await checkpoint(0x40);
  await refused(run('get', 'hyperiqa-koniq', '--to', folder), ['not the file of the first download'], 'DOWNLOAD');
  assert.equal(readdirSync(folder), ['weights.lock.json']);

  body = await checkpoint(0x3c);
  lines.length = 0;
  await run('get', 'hyperiqa-koniq', '--to', folder);
  assert.ok(readFileSync(out).equals(converted));
  assert.not.match(lines.join('\n'), 'trusted');
});

test('a download that is not weights is neither kept nor recorded', async () => {
  body = new TextEncoder().encode('an error in plain text');
  await refused(run('get', 'hyperiqa-koniq', '--to', folder), ['begins with bytes']);
  assert.equal(readdirSync(folder), []);
});

test('a file that a user provided is used, and kept even if it is wrong', async () => {
  writeFileSync(join(folder, 'koniq_pretrained.pkl'), 'not weights');
  await refused(run('get', 'hyperiqa-koniq', '--to', folder), ['koniq_pretrained.pkl']);
  assert.equal(requests, []);
  assert.equal(readdirSync(folder), ['koniq_pretrained.pkl']);
});

test.run();
