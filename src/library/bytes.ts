/** Files that a program has in memory or has opened as a stream. */
import { HyperIqaError, messageOf } from '../errors.ts';
import { isArrayBuffer, isBlob, isFile } from './kind-of.ts';
import { allBytes, type ByteStream, isByteStream } from './streamed.ts';

/** A file's bytes. A Buffer is a view, a File is a Blob, and Node's requests and streams are iterable. */
export type FileBytes = ArrayBuffer | ArrayBufferView | Blob | ByteStream;

export function isFileBytes(input: object): input is FileBytes {
  return isBlob(input) || isArrayBuffer(input) || ArrayBuffer.isView(input) || isByteStream(input);
}

/** The name that stands for it in results and messages. */
export function nameOfBytes(input: FileBytes): string {
  return isFile(input) ? input.name : 'photo';
}

/**
 * All bytes of the file.
 * @throws HyperIqaError FILE when a stream fails, or the file was removed since a page's visitor chose it; as `allBytes`.
 */
export async function bytesOf(input: FileBytes, name: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await read(input, name, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof HyperIqaError) throw cause;
    const reason = messageOf(cause);
    throw new HyperIqaError('FILE', `${name} cannot be read: ${reason}.`, { cause });
  }
}

/** Begins to receive a stream, as `bytesOf` does; null for everything else, which has arrived. */
export function receive(input: unknown, name: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> | null {
  if (typeof input !== 'object' || input === null || !isByteStream(input)) return null;
  const receiving = bytesOf(input, name, signal);
  receiving.catch(() => undefined);
  return receiving;
}

async function read(input: FileBytes, name: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (isBlob(input)) return new Uint8Array(await input.arrayBuffer());
  if (isArrayBuffer(input)) return new Uint8Array(input);
  if (!ArrayBuffer.isView(input)) return allBytes(input, name, signal);
  const { buffer, byteOffset, byteLength } = input;
  if (isArrayBuffer(buffer)) return new Uint8Array(buffer, byteOffset, byteLength);
  // A Blob cannot be made from shared memory.
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}
