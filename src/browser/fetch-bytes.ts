import { HyperIqaError, messageOf } from '../errors.ts';
import { allBytes } from '../library/streamed.ts';

/**
 * Fetches all bytes at an address, which may be relative to the page's.
 * @param file stands for it in messages.
 * @param onPart receives the number of bytes so far, and the total if the server states it.
 * @throws HyperIqaError DOWNLOAD when the server cannot be reached, refuses or breaks off, or `onPart` throws; the signal's reason.
 */
export async function fetchBytes(
  address: string | URL,
  file: string,
  signal?: AbortSignal,
  onPart?: (loaded: number, total: number | null) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const failed = (reason: string, cause?: unknown) =>
    new HyperIqaError('DOWNLOAD', `${file} cannot be read: ${reason}.`, { cause });
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw failed(`the server answered ${response.status}`);
    if (response.body === null) return new Uint8Array();
    const total = Number(response.headers.get('content-length')) || null;
    let loaded = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        loaded += part.length;
        onPart?.(loaded, total);
        controller.enqueue(part);
      },
    });
    return await allBytes(response.body.pipeThrough(counted), file, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof HyperIqaError) throw cause;
    throw failed(messageOf(cause), cause);
  }
}
