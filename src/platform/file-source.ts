import { open } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import { checkRange } from '../formats/byte-source.ts';
import type { ByteSource } from '../formats/tensor-file.ts';

/** One system call reads at most 2^31 - 1 bytes. */
const largestRead = 2 ** 30;

/** Opens a file for random access. Throws FILE when it cannot be read; the caller closes it. */
export async function openFile(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new HyperIqaError('FILE', `${path}: cannot be read: ${why}.`, { cause });
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw new HyperIqaError(
      'FILE',
      `${path}: a file is wanted, and this is ${stat.isDirectory() ? 'a folder' : 'none'}.`,
    );
  }
  const source: ByteSource = {
    name: path,
    size: stat.size,
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
