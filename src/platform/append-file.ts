import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import { systemPath } from './byte-path.ts';
import { reasonOf } from './system-error.ts';

/** A file that is only appended to. */
export interface AppendFile {
  /** Appends all of the text, or throws. */
  append(text: string): Promise<void>;
  /** Resolves when the appended text is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
  /** @throws HyperIqaError FILE when the file no longer exists under its name. */
  check(): Promise<void>;
}

/** Creates the file if it is missing, follows no link, and does not wait for a pipe's reader. */
const appendHere =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file, which is created if it is missing, to append after its first `keep` bytes; what follows them is cut off.
 * @throws HyperIqaError FILE, as its functions do.
 */
export async function openAppendFile(path: string, keep: number): Promise<AppendFile> {
  const fail = (cause: Error) => {
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${reasonOf(cause)}.`, { cause });
  };
  const handle: FileHandle = await open(systemPath(path), appendHere).catch(fail);
  await handle.truncate(keep).catch(fail);
  const own = await handle.stat({ bigint: true }).catch(fail);
  return {
    append: (text) => handle.appendFile(text).catch(fail),
    sync: () => handle.datasync().catch(fail),
    close: () => handle.close().catch(fail),
    async check() {
      const there = await stat(systemPath(path), { bigint: true }).catch(() => null);
      if (there?.ino === own.ino && there.dev === own.dev) return;
      throw new HyperIqaError('FILE', `${path}: it was removed or replaced during the run.`);
    },
  };
}
