import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HyperIqaError } from '../../src/errors.ts';
import { lockFile } from '../../src/platform/file-lock.ts';
import { startHeartbeat } from '../../src/platform/heartbeat.ts';
import { type LockHolder, thisProcess } from '../../src/platform/lock-holder.ts';
import { inTemporaryFolder } from '../cli/run.ts';

const [role, childLock] = process.argv.slice(2);

if (role === 'hold') {
  await lockFile(childLock!, 'the child', () => undefined);
  process.send?.('locked');
  globalThis.setTimeout(() => process.exit(3), 60_000);
}

/** Starts a process that holds the lock until it is ended. */
async function startHolder(path: string): Promise<ChildProcess> {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, [process.argv[1]!, 'hold', path], { stdio: [...stdio] });
  await once(child, 'message');
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<readonly unknown[]> {
  const ended = once(child, 'close');
  child.kill(signal);
  return ended;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.instance(error, HyperIqaError);
  assert.is((error as HyperIqaError).code, 'FILE');
  return (error as HyperIqaError).message;
}

const inLockFolder = (work: (path: string, folder: string) => Promise<void>) =>
  inTemporaryFolder((folder) => work(join(folder, 'lock'), folder));

/** Takes and releases the lock; returns the messages. */
async function lockAndRelease(path: string): Promise<readonly string[]> {
  const said: string[] = [];
  const lock = await lockFile(path, 'the thing', (line) => said.push(line));
  await lock.check();
  lock.release();
  return said;
}

test('a lock held by a process is refused with its number, host and time, and granted after its release', async () => {
  await inLockFolder(async (path) => {
    const child = await startHolder(path);
    const message = await refusal(lockAndRelease(path));
    const { host, since } = JSON.parse(await readFile(path, 'utf8')) as LockHolder;
    const time = since.slice(0, 19).replace('T', ' ');
    assert.is(
      message,
      `the thing: process ${child.pid} on ${host} since ${time} UTC is writing there. Wait until it ends, stop it, or name another place.`,
    );
    assert.equal(await end(child, 'SIGTERM'), [null, 'SIGTERM']);
    assert.equal(await lockAndRelease(path), []);
  });
});

for (const signal of ['SIGINT', 'SIGHUP'] as const) {
  test(`${signal} releases the lock, and removes the folder that was created for it`, async () => {
    await inLockFolder(async (_, folder) => {
      const child = await startHolder(join(folder, 'new', 'deep', 'lock'));
      assert.equal(await end(child, signal), [null, signal]);
      assert.equal(await readdir(folder), []);
    });
  });
}

test('the lock of a process that was killed is taken over, with a message', async () => {
  await inLockFolder(async (path) => {
    const child = await startHolder(path);
    await end(child, 'SIGKILL');
    const [line, ...others] = await lockAndRelease(path);
    assert.match(
      line!,
      new RegExp(`^the thing: the lock of process ${child.pid} on .*, which is gone, was taken over\\.$`),
    );
    assert.equal(others, []);
    assert.equal(await readdir(join(path, '..')), []);
  });
});

test("a process that only reuses the number of the lock's holder does not hold it", async () => {
  if (process.platform !== 'linux') return;
  await inLockFolder(async (path) => {
    await writeFile(path, JSON.stringify({ ...thisProcess(), born: '1' }));
    assert.is((await lockAndRelease(path)).length, 1);
  });
});

const elsewhere = () => JSON.stringify({ ...thisProcess(), host: 'elsewhere' });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test('a process on another machine holds its lock until it has been silent for a minute', async () => {
  await inLockFolder(async (path) => {
    await writeFile(path, elsewhere());
    await utimes(path, minutesAgo(0.9), minutesAgo(0.9));
    const message = await refusal(lockAndRelease(path));
    assert.match(message, `process ${process.pid} on elsewhere since`);
    assert.match(message, 'its lock');
    assert.match(message, 'becomes invalid after 60 s');
    await utimes(path, minutesAgo(1.1), minutesAgo(1.1));
    assert.is((await lockAndRelease(path)).length, 1);
  });
});

test('a lock with meaningless content also counts for a minute', async () => {
  await inLockFolder(async (path) => {
    for (const text of ['', '{', '[]', '{"pid":1}']) {
      await writeFile(path, text);
      assert.match(await refusal(lockAndRelease(path)), 'another process is writing there');
    }
    await utimes(path, minutesAgo(2), minutesAgo(2));
    assert.is((await lockAndRelease(path)).length, 1);
  });
});

test('of many processes that take over a lock at the same moment, one succeeds', async () => {
  await inLockFolder(async (path, folder) => {
    await writeFile(path, elsewhere());
    await utimes(path, minutesAgo(2), minutesAgo(2));
    const attempts = Array.from({ length: 20 }, () => lockFile(path, 'the thing', () => undefined));
    const outcomes = await Promise.allSettled(attempts);
    const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    assert.is(taken.length, 1);
    await taken[0]!.check();
    taken[0]!.release();
    assert.equal(await readdir(folder), []);
  });
});

test('a holder notices that its lock, or the folder, was removed or replaced', async () => {
  await inTemporaryFolder(async (folder) => {
    const place = join(folder, 'place');
    const path = join(place, 'lock');
    const check = async (change: () => Promise<unknown>) => {
      const lock = await lockFile(path, 'the thing', () => undefined);
      await change();
      const message = await refusal(lock.check());
      lock.release();
      return message;
    };
    assert.match(await check(() => rm(path)), 'it was removed during the run');
    assert.match(await check(() => rename(place, join(folder, 'away'))), 'it was removed during the run');
    const replace = async () => {
      await rename(path, join(place, 'old'));
      await writeFile(path, 'mine');
    };
    assert.match(await check(replace), 'another process took it over, or it was replaced');
    assert.is(await readFile(path, 'utf8'), 'mine');
  });
});

test('a lock in an unwritable folder is an error that says so', async () => {
  if (process.platform !== 'linux') return;
  assert.match(await refusal(lockAndRelease('/proc/lock')), /the thing: cannot be locked: no such file or directory/);
});

test('a lock that cannot be written leaves neither file nor folder', async () => {
  if (process.platform !== 'linux') return;
  await inTemporaryFolder(async (folder) => {
    const write = fs.writeSync;
    fs.writeSync = () => {
      throw Object.assign(new Error('ENOSPC'), { errno: -28, code: 'ENOSPC' });
    };
    syncBuiltinESMExports();
    try {
      assert.match(await refusal(lockAndRelease(join(folder, 'new', 'lock'))), 'no space left on device (ENOSPC)');
    } finally {
      fs.writeSync = write;
      syncBuiltinESMExports();
    }
    assert.equal(await readdir(folder), []);
  });
});

test('a released lock keeps folders that are no longer empty', async () => {
  await inTemporaryFolder(async (folder) => {
    const lock = await lockFile(join(folder, 'new', 'lock'), 'the thing', () => undefined);
    await mkdir(join(folder, 'new', 'results'));
    lock.release();
    lock.release();
    assert.equal(await readdir(join(folder, 'new')), ['results']);
  });
});

test('heartbeats continue while the process is busy', async () => {
  await inLockFolder(async (path) => {
    await writeFile(path, 'text');
    await utimes(path, minutesAgo(2), minutesAgo(2));
    const { ino } = await stat(path, { bigint: true });
    const stop = startHeartbeat(path, ino, 'text', 0.05);
    const changed = () => fs.statSync(path, { bigint: true }).mtimeNs;
    const before = changed();
    // The heartbeat's thread cannot start while this one is busy.
    while (changed() === before) await setTimeout(5);
    const first = changed();
    const patience = performance.now() + 20_000;
    while (changed() === first && performance.now() < patience);
    assert.ok(changed() > first);
    stop();
    assert.is(await readFile(path, 'utf8'), 'text');
  });
});

if (role === undefined) test.run();
