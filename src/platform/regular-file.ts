/** Reads only regular files: opening a pipe without a writer, or a device, may block forever. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readlink, stat } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import { pathOfBytes, systemPath } from './byte-path.ts';
import { reasonOf } from './system-error.ts';

/** Non-blocking, because what was a file when it was checked may have been replaced by a pipe. */
const readWithoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading; the caller closes it.
 * @param name stands for the file in messages.
 * @throws HyperIqaError FILE when it cannot be read, or is a folder, a pipe, a socket or a device.
 */
export async function openRegularFile(path: string, name = path): Promise<FileHandle> {
  const unreadable = async (cause: unknown): Promise<never> => {
    throw new HyperIqaError('FILE', `${name} cannot be read: ${await whyMissing(path, cause)}.`, { cause });
  };
  // Checked before opening, since opening a device may already have an effect.
  expectFile(name, await stat(systemPath(path)).catch(unreadable));
  const handle = await open(systemPath(path), readWithoutWaiting).catch(unreadable);
  try {
    expectFile(name, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a whole file. @throws as `openRegularFile`. */
export async function readRegularFile(path: string, name = path): Promise<Buffer> {
  const handle = await openRegularFile(path, name);
  try {
    return await handle.readFile();
  } catch (cause) {
    throw new HyperIqaError('FILE', `${name} cannot be read: ${reasonOf(cause)}.`, { cause });
  } finally {
    await handle.close();
  }
}

async function whyMissing(path: string, cause: unknown): Promise<string> {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return reasonOf(cause);
  const target = await readlink(systemPath(path), 'buffer').catch(() => null);
  return target === null ? 'there is no such file' : `it is a link to ${pathOfBytes(target)}, which is not there`;
}

function expectFile(name: string, found: Stats): void {
  if (found.isFile()) return;
  const kind = found.isDirectory()
    ? 'a folder'
    : found.isFIFO()
      ? 'a named pipe (copy what comes out of it into a file first)'
      : found.isSocket()
        ? 'a socket'
        : 'a device';
  throw new HyperIqaError('FILE', `${name} cannot be read: it is ${kind}.`);
}
