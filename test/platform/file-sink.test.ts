import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { checkWritable, temporaryName, writeFileWhole } from '../../src/platform/file-sink.ts';
import { inTemporaryFolder } from '../cli/run.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const [role, childTarget] = process.argv.slice(2);

if (role === 'write-forever') {
  await writeFileWhole(childTarget!, async (sink) => {
    await sink.write(bytes('half'));
    await setTimeout(60_000);
  });
}

if (role === 'check') {
  const error: unknown = await checkWritable(childTarget!).catch((reason: unknown) => reason);
  process.stdout.write(String(error));
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.instance(error, HyperIqaError);
  return (error as HyperIqaError).message;
}

test('no link in the folder is followed, neither at a guessable temporary name nor at the file itself', async () => {
  await inTemporaryFolder(async (folder) => {
    const victim = join(folder, 'victim.txt');
    await writeFile(victim, 'precious');
    await mkdir(join(folder, 'out'));
    const target = join(folder, 'out', 'a.txt');
    await symlink(victim, `${target}.partial`);
    await symlink(victim, target);
    await writeFileWhole(target, (sink) => sink.write(bytes('new')));
    assert.is(await readFile(victim, 'utf8'), 'precious');
    assert.is(await readFile(target, 'utf8'), 'new');
    assert.ok((await lstat(target)).isFile());
    assert.is(await readlink(`${target}.partial`), victim);
  });
});

test("two writers of one file do not interfere: it holds one's output completely", async () => {
  await inTemporaryFolder(async (folder) => {
    const target = join(folder, 'a.txt');
    const write = (text: string) =>
      writeFileWhole(target, async (sink) => {
        for (const character of text) {
          await sink.write(bytes(character));
          await setTimeout(1);
        }
      });
    const texts = ['a'.repeat(20), 'b'.repeat(20)];
    await Promise.all(texts.map(write));
    assert.ok(texts.includes(await readFile(target, 'utf8')));
    assert.equal(await readdir(folder), ['a.txt']);
  });
});

test('a write that fails leaves the existing file, and nothing else', async () => {
  await inTemporaryFolder(async (folder) => {
    const target = join(folder, 'a.txt');
    await writeFile(target, 'old');
    const failing = writeFileWhole(target, async (sink) => {
      await sink.write(bytes('new'));
      throw new Error('no more');
    });
    assert.match(await refusal(failing), /a\.txt: cannot be written: no more/);
    assert.is(await readFile(target, 'utf8'), 'old');
    assert.equal(await readdir(folder), ['a.txt']);
  });
});

test('a folder, a pipe and a link to a device are not replaced', async () => {
  await inTemporaryFolder(async (folder) => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/null', join(folder, 'null'));
    await mkdir(join(folder, 'sub'));
    const write = (name: string) => writeFileWhole(join(folder, name), (sink) => sink.write(bytes('new')));
    assert.match(await refusal(write('pipe')), 'pipe: cannot be written: it is a device or a pipe; name a file.');
    assert.match(await refusal(write('null')), 'it is a device or a pipe');
    assert.match(await refusal(write('sub')), 'it is a folder');
    assert.ok((await lstat(pipe)).isFIFO());
    assert.equal((await readdir(folder)).sort(), ['null', 'pipe', 'sub']);
  });
});

test('the names of standard streams are refused where a shell redirects them to files', async () => {
  if (process.platform !== 'linux') return;
  // Only checked, since a write that is not refused would replace the system's link.
  for (const path of ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']) {
    const input = openSync('package.json', 'r');
    const child = spawn(process.execPath, [process.argv[1]!, 'check', path], { stdio: [input, 'pipe', 'inherit'] });
    assert.match(await text(child.stdout!), `${path}: cannot be written: it is a device or a pipe; name a file.`);
    closeSync(input);
  }
});

test('a missing folder and a full disk are reported in words', async () => {
  await inTemporaryFolder(async (folder) => {
    const missing = writeFileWhole(join(folder, 'no', 'a.txt'), (sink) => sink.write(bytes('new')));
    assert.match(await refusal(missing), /no\/a\.txt: cannot be written: no such file or directory \(ENOENT\)\.$/);
    const full = writeFileWhole(join(folder, 'a.txt'), async () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { errno: -28, code: 'ENOSPC' });
    });
    if (process.platform === 'linux') assert.match(await refusal(full), 'no space left on device (ENOSPC)');
    assert.equal(await readdir(folder), []);
  });
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} while a file is written removes the partial file, and ends the process`, async () => {
    await inTemporaryFolder(async (folder) => {
      const child = spawn(process.execPath, [process.argv[1]!, 'write-forever', join(folder, 'a.txt')]);
      const ended = once(child, 'close');
      while ((await readdir(folder)).length === 0) await setTimeout(5);
      assert.ok((await readdir(folder)).every((name) => temporaryName.test(name)));
      child.kill(signal);
      assert.equal(await ended, [null, signal]);
      assert.equal(await readdir(folder), []);
    });
  });
}

if (role === undefined) test.run();
