/** Reads weights from the page's folder. They are stored in the browser, and only used if their digest matches the manifest. */
import { sha256Of } from '../../src/browser/sha256.ts';
import { keep, kept } from '../../src/browser/storage.ts';
import { HyperIqaError, messageOf } from '../../src/errors.ts';
import type { ManifestEntry } from './manifest.ts';

/** Receives the number of bytes so far. */
export type OnLoaded = (loaded: number) => void;

/** @throws HyperIqaError DOWNLOAD when they are unavailable, or do not match the manifest. */
export async function pageWeights(
  folder: string,
  entry: ManifestEntry,
  loaded: OnLoaded,
): Promise<Uint8Array<ArrayBuffer>> {
  const before = await kept(keyOf(entry));
  if (before?.sha256 === entry.sha256) {
    loaded(entry.bytes);
    return new Uint8Array(await before.blob.arrayBuffer());
  }
  const address = new URL(`weights/${entry.file}`, folder);
  // The browser's HTTP cache may hold an older build's file; the second attempt bypasses it.
  let bytes = await fetchAll(address, 'default', entry, loaded);
  if ((await sha256Of(bytes)) !== entry.sha256) bytes = await fetchAll(address, 'reload', entry, loaded);
  if ((await sha256Of(bytes)) !== entry.sha256) {
    throw new HyperIqaError(
      'DOWNLOAD',
      `The weights ${address.href} are not those that the page was built with (their SHA-256 differs): they are damaged or of ` +
        'another version. Reload the page; if that does not help, it must be built and uploaded again.',
    );
  }
  await keep(keyOf(entry), new Blob([bytes]));
  return bytes;
}

/** The most progress messages that the page receives. */
const steps = 100;

const keyOf = (entry: ManifestEntry): string => `page/${entry.model}`;

async function fetchAll(
  address: URL,
  cache: RequestCache,
  entry: ManifestEntry,
  loaded: OnLoaded,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (detail: string, cause?: unknown): never => {
    const message = `The weights ${address.href} cannot be loaded: ${detail}. Check the connection and try again.`;
    throw new HyperIqaError('DOWNLOAD', message, { cause });
  };
  try {
    const response = await fetch(address, { cache });
    if (!response.ok || response.body === null) return fail(`the server answered ${response.status}`);
    const bytes = new Uint8Array(entry.bytes);
    let end = 0;
    let reported = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes.set(part.value.subarray(0, bytes.length - end), end);
      end += part.value.length;
      if (end > bytes.length) {
        // More bytes than expected: the digest cannot match.
        await reader.cancel();
        return bytes;
      }
      if (end - reported < entry.bytes / steps && end < entry.bytes) continue;
      reported = end;
      loaded(end);
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof HyperIqaError) throw cause;
    return fail(messageOf(cause), cause);
  }
}
