import { open, rename, rm } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';
import type { ByteSink } from '../formats/safetensors.ts';

/** Writes a file whole or not at all: into `<path>.partial`, renamed at the end, removed when `write` fails. */
export async function writeFileWhole(path: string, write: (sink: ByteSink) => Promise<void>): Promise<void> {
  const partial = `${path}.partial`;
  const handle = await open(partial, 'w').catch((cause: Error) => {
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${cause.message}.`, { cause });
  });
  try {
    await write({
      async write(bytes) {
        let done = 0;
        while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
      },
    });
    await handle.close();
    await rename(partial, path);
  } catch (cause) {
    await handle.close();
    await rm(partial, { force: true });
    if (cause instanceof HyperIqaError) throw cause;
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
