/** Downloads photos. */
import { HyperIqaError } from '../errors.ts';
import { reasonOf } from './system-error.ts';

/** Larger than any photo of 200 megapixels that a camera writes. */
const mostBytes = 512 * 2 ** 20;
/** The longest wait for the first byte, and between two, in milliseconds. */
const patience = 60_000;

/**
 * Downloads a photo.
 * @param address of http, https or data.
 * @param signal aborts the download.
 * @param onPart receives the number of bytes so far, and the total if the server states it.
 * @throws HyperIqaError DOWNLOAD when the server cannot be reached, refuses, stops sending, or sends too much, or `onPart` throws;
 * the signal's reason.
 */
export async function fetchPhoto(
  address: string,
  signal?: AbortSignal,
  onPart?: (loaded: number, total: number | null) => void,
): Promise<Uint8Array> {
  const name = address.startsWith('data:') ? 'The data address' : address;
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), patience);
  try {
    const response = await fetch(address, {
      signal: AbortSignal.any([impatience.signal, ...(signal ? [signal] : [])]),
    });
    if (!response.ok) throw fault(`the server answered ${response.status} ${response.statusText}`.trimEnd());
    const total = Number(response.headers.get('content-length')) || null;
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      timer.refresh();
      length += part.length;
      if (length > mostBytes) throw fault(`it has more than ${mostBytes / 2 ** 20} MiB`);
      parts.push(part);
      onPart?.(length, total);
    }
    return Buffer.concat(parts);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof HyperIqaError) throw cause;
    const isLate = impatience.signal.aborted;
    const reason = isLate
      ? `the server sent nothing for ${patience / 1000} s`
      : reasonOf((cause as Error).cause ?? cause);
    throw fault(reason, cause);
  } finally {
    impatience.abort();
    clearTimeout(timer);
  }

  function fault(reason: string, cause?: unknown): HyperIqaError {
    return new HyperIqaError('DOWNLOAD', `${name} cannot be read: ${reason}.`, { cause });
  }
}
