import { dirname, join } from 'node:path';
import { HyperIqaError } from '../errors.ts';
import { checkRange } from '../formats/byte-source.ts';
import type { ByteSource } from '../formats/tensor-file.ts';
import { openRegularFile } from './regular-file.ts';

/** A system call reads at most 2^31 - 1 bytes. */
const largestRead = 2 ** 30;

/**
 * Opens a file for random access; the caller closes it.
 * @throws HyperIqaError FILE when it cannot be read, or is a folder, a pipe, a socket or a device.
 */
export async function openFile(path: string): Promise<ByteSource> {
  const handle = await openRegularFile(path);
  const { size } = await handle.stat();
  const others: ByteSource[] = [];
  const source: ByteSource = {
    name: path,
    size,
    async read(offset, length) {
      checkRange(source, offset, length);
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const most = Math.min(largestRead, length - done);
        const { bytesRead } = await handle.read(bytes, done, most, offset + done);
        if (bytesRead === 0) throw new HyperIqaError('FORMAT', `${path}: it became shorter while it was read.`);
        done += bytesRead;
      }
      return bytes;
    },
    async beside(name) {
      const other = await openFile(join(dirname(path), name));
      others.push(other);
      return other;
    },
    async close() {
      await handle.close();
      for (const other of others) await other.close();
    },
  };
  return source;
}
