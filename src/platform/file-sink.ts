import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, write as writeBytes } from 'node:fs';
import { access, constants, lstat, realpath, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HyperIqaError } from '../errors.ts';
import type { ByteSink } from '../formats/safetensors.ts';
import { systemPath } from './byte-path.ts';
import { onExit } from './on-exit.ts';
import { reasonOf } from './system-error.ts';

/** The names of files that are being written, in the folder of the final file. */
export const temporaryName = /^\.hyperiqa-[0-9a-f]{16}\.partial$/;

/**
 * Writes a file completely or not at all: into a new file beside it, which is renamed at the end, and removed when `write` fails
 * or the process is ended by a signal. Two writers of one path do not interfere. Links are not followed: one at `path` is
 * replaced.
 * @throws HyperIqaError FILE when it cannot be written, or `path` is a folder, a device or a pipe; what `write` throws.
 */
export async function writeFileWhole(path: string, write: (sink: ByteSink) => Promise<void>): Promise<void> {
  const target = systemPath(path);
  // Not derived from the name, which may already be as long as the file system allows.
  const partial = systemPath(join(dirname(path), `.hyperiqa-${randomBytes(8).toString('hex')}.partial`));
  let isMade = false;
  const forget = onExit(() => rmSync(partial, { force: true }));
  try {
    await refuseOtherKinds(path);
    // Flag x: creates a new file, so that a planted link of this name is an error. Synchronous, since another thread might create
    // the file after a signal has had it removed.
    const descriptor = openSync(partial, 'wx');
    isMade = true;
    try {
      await write(sinkOf(descriptor));
    } finally {
      closeSync(descriptor);
    }
    await rename(partial, target);
  } catch (cause) {
    if (isMade) rmSync(partial, { force: true });
    if (cause instanceof HyperIqaError) throw cause;
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${reasonOf(cause)}.`, { cause });
  } finally {
    forget();
  }
}

const writePart = promisify(writeBytes);

function sinkOf(descriptor: number): ByteSink {
  return {
    async write(bytes) {
      let done = 0;
      while (done < bytes.length) {
        done += (await writePart(descriptor, bytes, done, bytes.length - done, null)).bytesWritten;
      }
    },
  };
}

/** Whether the name is one of the system's, such as /dev/stdout, which leads to a file where a shell redirects output to it. */
async function isOfTheSystem(path: string): Promise<boolean> {
  const folder = await realpath(systemPath(dirname(path))).catch(() => '');
  return folder === '/dev' || `${folder}/`.startsWith('/proc/');
}

/**
 * Checks that a file can be written there, before the work whose result it is to hold.
 * @throws HyperIqaError FILE, as `writeFileWhole` would.
 */
export async function checkWritable(path: string): Promise<void> {
  await refuseOtherKinds(path);
  try {
    await access(systemPath(dirname(path)), constants.W_OK);
  } catch (cause) {
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${reasonOf(cause)}.`, { cause });
  }
}

/** Renaming would replace /dev/null, /dev/stdout, or a pipe that another process reads. */
async function refuseOtherKinds(path: string): Promise<void> {
  const there = await lstat(systemPath(path)).catch(() => null);
  const found = there?.isSymbolicLink() ? await stat(systemPath(path)).catch(() => null) : there;
  if (found === null || (found.isFile() && !(await isOfTheSystem(path)))) return;
  const kind = found.isDirectory() ? 'a folder' : 'a device or a pipe';
  throw new HyperIqaError('FILE', `${path}: cannot be written: it is ${kind}; name a file.`);
}
