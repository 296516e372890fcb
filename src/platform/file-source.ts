import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import { checkRange } from '../formats/byte-source.ts';
import type { ByteSource } from '../formats/tensor-file.ts';

/** One system call reads at most 2^31 - 1 bytes. */
const largestRead = 2 ** 30;

/** Opening a pipe that nobody writes to would wait forever. */
const readWithoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for random access; the caller closes it.
 * @throws HyperIqaError FILE when it cannot be read, or is a folder, a pipe, a socket or a device.
 */
export async function openFile(path: string): Promise<ByteSource> {
  const unreadable = (cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new HyperIqaError('FILE', `${path}: cannot be read: ${why}.`, { cause });
  };
  // Asked before it is opened, as opening a device may already do something.
  expectFile(path, await stat(path).catch(unreadable));
  const handle = await open(path, readWithoutWaiting).catch(unreadable);
  const found = await handle.stat();
  try {
    expectFile(path, found);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const source: ByteSource = {
    name: path,
    size: found.size,
    async read(offset, length) {
      checkRange(source, offset, length);
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const wanted = Math.min(largestRead, length - done);
        const { bytesRead } = await handle.read(bytes, done, wanted, offset + done);
        if (bytesRead === 0) throw new HyperIqaError('FORMAT', `${path}: it became shorter while it was read.`);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
  return source;
}

function expectFile(path: string, found: Stats): void {
  if (found.isFile()) return;
  const kind = found.isDirectory()
    ? 'a folder'
    : found.isFIFO()
      ? 'a named pipe (copy what comes out of it to a file first)'
      : found.isSocket()
        ? 'a socket'
        : 'a device';
  throw new HyperIqaError('FILE', `${path}: expected a file, found ${kind}.`);
}
