import { type FileHandle, open } from 'node:fs/promises';
import { HyperIqaError } from '../errors.ts';

/** A file that grows at its end. */
export interface AppendFile {
  /** Whole, or an error. */
  append(text: string): Promise<void>;
  /** Returns when the disk has what was appended. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file, which is made if it is missing, to go on after its first `keep` bytes; what follows them is cut off.
 * @throws HyperIqaError FILE, as its functions do.
 */
export async function openAppendFile(path: string, keep: number): Promise<AppendFile> {
  const fail = (cause: Error) => {
    throw new HyperIqaError('FILE', `${path}: cannot be written: ${cause.message}.`, { cause });
  };
  const handle: FileHandle = await open(path, 'a').catch(fail);
  await handle.truncate(keep).catch(fail);
  return {
    append: (text) => handle.appendFile(text).catch(fail),
    sync: () => handle.datasync().catch(fail),
    close: () => handle.close().catch(fail),
  };
}
