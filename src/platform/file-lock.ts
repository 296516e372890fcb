/** A lock file that prevents two processes from writing the same files, on one machine or on several. */
import { randomBytes } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HyperIqaError } from '../errors.ts';
import { systemPath } from './byte-path.ts';
import { startHeartbeat } from './heartbeat.ts';
import { describeHolder, type LockHolder, parseHolder, stateOf, thisProcess } from './lock-holder.ts';
import { makeFolder } from './make-folder.ts';
import { onExit } from './on-exit.ts';
import { reasonOf } from './system-error.ts';

export interface FileLock {
  /** @throws HyperIqaError FILE when the lock's file is gone or belongs to another process, so that its files are unprotected. */
  check(): Promise<void>;
  /** Also called when the process exits or is ended by a signal. */
  release(): void;
}

const heartbeatSeconds = 5;

/** A holder that cannot be queried counts as gone after this long without a heartbeat. */
const silenceSeconds = 12 * heartbeatSeconds;

/** How far apart two processes may be that take over the same lock. */
const settleMilliseconds = 250;

/** The wait for an existing but empty file, whose creator is about to write its identity. */
const writingMilliseconds = 1000;

/**
 * Takes a lock, creating its folder if necessary. The lock of a process that is gone is taken over. Relies only on exclusive
 * creation and renaming, which also work on network file systems.
 * @param path of the lock's file.
 * @param guarded what it protects, for messages.
 * @param say receives a message when a lock is taken over.
 * @throws HyperIqaError FILE naming the process that holds it, or that the file cannot be written.
 */
export async function lockFile(path: string, guarded: string, say: (line: string) => void): Promise<FileLock> {
  const made = await makeFolder(dirname(path));
  try {
    const text = `${JSON.stringify(thisProcess())}\n`;
    for (;;) {
      const descriptor = createFile(systemPath(path), text);
      if (descriptor !== null) return hold(path, text, descriptor, guarded, made);
      const taken = await takeOver(path, text, guarded, say);
      if (taken !== null) return hold(path, text, taken, guarded, made);
    }
  } catch (cause) {
    removeEmpty(made);
    if (cause instanceof HyperIqaError) throw cause;
    throw new HyperIqaError('FILE', `${guarded}: cannot be locked: ${reasonOf(cause)}.`, { cause });
  }
}

function hold(path: string, text: string, descriptor: number, guarded: string, made: readonly string[]): FileLock {
  const target = systemPath(path);
  const own = fstatSync(descriptor, { bigint: true });
  const stopHeartbeat = startHeartbeat(target, own.ino, text, heartbeatSeconds);
  const isOwn = (there: BigIntStats) => there.ino === own.ino && there.dev === own.dev;
  let isReleased = false;
  const release = () => {
    if (isReleased) return;
    isReleased = true;
    forget();
    stopHeartbeat();
    try {
      if (isOwn(statSync(target, { bigint: true }))) unlinkSync(target);
    } catch {
      // The file or its folder is already gone.
    }
    closeSync(descriptor);
    removeEmpty(made);
  };
  const forget = onExit(release);
  return {
    release,
    async check() {
      const there = await stat(target, { bigint: true }).catch(() => null);
      if (there !== null && isOwn(there)) return;
      throw new HyperIqaError(
        'FILE',
        there === null
          ? `${guarded}: it was removed during the run.`
          : `${guarded}: another process took it over, or it was replaced, during the run.`,
      );
    },
  };
}

/** The new file, open; null where one already exists. */
function createFile(path: string | Buffer, text: string): number | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    unlinkIfThere(path);
    throw error;
  }
}

/** The open file that replaced the lock; null when the lock was released, or another process was quicker. */
async function takeOver(
  path: string,
  text: string,
  guarded: string,
  say: (line: string) => void,
): Promise<number | null> {
  const temporary = systemPath(join(dirname(path), `.hyperiqa-${randomBytes(8).toString('hex')}.partial`));
  const forget = onExit(() => unlinkIfThere(temporary));
  const descriptor = createFile(temporary, text);
  let isTaken = false;
  try {
    const gone = await goneHolder(path, guarded, fstatSync(descriptor!, { bigint: true }).mtimeMs);
    // Read again, because other processes may have come to the same conclusion.
    if (gone === 'released' || (await readLock(path))?.text !== gone.text) return null;
    await rename(temporary, systemPath(path));
    await setTimeout(settleMilliseconds);
    isTaken = (await readLock(path))?.text === text;
    if (!isTaken) return null;
    const whose = gone.holder === null ? 'a process' : describeHolder(gone.holder);
    say(`${guarded}: the lock of ${whose}, which is gone, was taken over.`);
    return descriptor;
  } finally {
    if (!isTaken) closeSync(descriptor!);
    unlinkIfThere(temporary);
    forget();
  }
}

interface SeenLock {
  readonly text: string;
  readonly holder: LockHolder | null;
  /** The time of the last heartbeat in milliseconds, by the clock of the file's server. */
  readonly alive: bigint;
}

/**
 * Returns the lock if its holder is gone.
 * @param now by the clock of the file's server.
 * @throws HyperIqaError FILE when the holder is alive.
 */
async function goneHolder(path: string, guarded: string, now: bigint): Promise<SeenLock | 'released'> {
  let seen = await readLock(path);
  if (seen !== null && seen.holder === null) {
    await setTimeout(writingMilliseconds);
    seen = await readLock(path);
  }
  if (seen === null) return 'released';
  const { holder, alive } = seen;
  const state = holder === null ? 'unknown' : stateOf(holder);
  const silent = Number(now - alive) / 1000;
  if (state === 'gone' || (state === 'unknown' && silent > silenceSeconds)) return seen;
  const who = holder === null ? 'another process' : describeHolder(holder);
  const doubt =
    state === 'alive'
      ? ''
      : ` It is on another machine or in another container: if it no longer runs, its lock ${path} becomes invalid ` +
        `after ${silenceSeconds} s.`;
  throw new HyperIqaError(
    'FILE',
    `${guarded}: ${who} is writing there. Wait until it ends, stop it, or name another place.${doubt}`,
  );
}

async function readLock(path: string): Promise<SeenLock | null> {
  try {
    const text = await readFile(systemPath(path), 'utf8');
    const { mtimeMs } = await stat(systemPath(path), { bigint: true });
    return { text, holder: parseHolder(text), alive: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function unlinkIfThere(path: string | Buffer): void {
  try {
    unlinkSync(path);
  } catch {
    // It was renamed, or never created.
  }
}

/** Removes folders that were created for the lock, unless they are no longer empty. */
function removeEmpty(made: readonly string[]): void {
  try {
    for (const folder of made) rmdirSync(systemPath(folder));
  } catch {
    // The first folder that is not empty ends the loop.
  }
}
