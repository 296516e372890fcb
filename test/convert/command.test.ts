import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { convertFile } from '../../src/cli/convert.ts';
import { openWeights } from '../../src/cli/model-files.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { openFile } from '../../src/platform/file-source.ts';
import { refused } from '../formats/fixture.ts';

const embedded = 'weights/face-detector.safetensors';
const folder = mkdtempSync(join(tmpdir(), 'convert-'));
const out = join(folder, 'out.safetensors');
test.before.each(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});
test.after(() => rmSync(folder, { recursive: true }));

test('the embedded face detector converts to float32, and the report names what was found', async () => {
  const lines: string[] = [];
  await convertFile(embedded, out, 'f32', (line) => lines.push(line));
  assert.match(lines.join('\n'), '94 tensors found, 0 missing');
  const source = await openFile(out);
  const file = await openTensorFile(source);
  assert.is(file.metadata.model, 'face-detector');
  assert.ok([...file.tensors.values()].every(({ dtype }) => dtype === 'f32'));
  await source.close();
  assert.equal(readdirSync(folder), ['out.safetensors']);
});

test('the same input gives the same bytes, whatever the file is called', async () => {
  const renamed = join(folder, 'weights.pkl');
  copyFileSync(embedded, renamed);
  await convertFile(embedded, out, 'f16', () => {});
  await convertFile(renamed, `${out}.2`, 'f16', () => {});
  assert.ok(readFileSync(out).equals(readFileSync(`${out}.2`)));
});

test('a truncated file is refused and leaves no output', async () => {
  const cut = join(folder, 'cut');
  writeFileSync(cut, readFileSync(embedded).subarray(0, 3_000_000));
  await refused(
    convertFile(cut, out, 'f32', () => {}),
    [cut, 'truncated'],
  );
  assert.equal(readdirSync(folder), ['cut']);
});

test('incomplete weights are refused, and the previous output is kept', async () => {
  writeFileSync(out, 'before');
  await refused(
    convertFile('test/fixtures/formats/cut.caffemodel', out, 'f32', () => {}),
    ['face-detector', 'missing'],
    'WEIGHTS',
  );
  assert.is(readFileSync(out, 'utf8'), 'before');
  assert.equal(readdirSync(folder), ['out.safetensors']);
});

test('a missing input, a folder and an unwritable output are reported as such', async () => {
  await refused(
    convertFile(join(folder, 'none'), out, 'f32', () => {}),
    ['no such file'],
    'FILE',
  );
  await refused(
    convertFile(folder, out, 'f32', () => {}),
    ['a folder'],
    'FILE',
  );
  await refused(
    convertFile(embedded, join(embedded, 'out'), 'f32', () => {}),
    ['cannot be created'],
    'FILE',
  );
});

test("the output's folder is created", async () => {
  const made = join(folder, 'made', 'weights', 'out');
  await convertFile(embedded, made, 'f32', () => {});
  assert.ok(existsSync(made));
});

test('a named pipe, a socket and a device are refused at once with their kind', async () => {
  const pipe = join(folder, 'pipe.pkl');
  execFileSync('mkfifo', [pipe]);
  const listener = createServer().listen(join(folder, 'socket.pkl'));
  await once(listener, 'listening');
  for (const [path, kind] of [
    [pipe, 'a named pipe'],
    [join(folder, 'socket.pkl'), 'a socket'],
    ['/dev/zero', 'a device'],
  ] as const) {
    await refused(
      convertFile(path, out, 'f32', () => {}),
      [path, kind],
      'FILE',
    );
    await refused(openWeights(path), [path, kind], 'FILE');
  }
  listener.close();
});

test('an output that is the input, even by another path, is refused before anything is written', async () => {
  const input = join(folder, 'weights.pkl');
  const link = join(folder, 'link.safetensors');
  copyFileSync(embedded, input);
  symlinkSync(input, link);
  for (const output of [input, link]) {
    await refused(
      convertFile(input, output, 'f32', () => {}),
      [output, 'replace the input'],
      'USAGE',
    );
  }
  assert.ok(readFileSync(input).equals(readFileSync(embedded)));
});

test.run();
