/** Stores bytes by name between visits. Where the browser offers no storage, every lookup finds nothing. */
import { sha256Of } from './sha256.ts';

const cacheName = 'hyperiqa-webgpu';

/** Stored bytes, with the notes that were stored with them. */
export interface Kept {
  readonly blob: Blob;
  /** Hexadecimal, of the bytes as they are now. */
  readonly sha256: string;
  readonly notes: Readonly<Record<string, string>>;
}

/** The browser's cache is keyed by addresses; nothing is ever fetched from these. */
const addressOf = (key: string): string => `https://kept.invalid/${encodeURIComponent(key)}`;

const digestHeader = 'x-sha256';
const notesHeader = 'x-notes';

/** Returns null when nothing is stored under that name, or when it is no longer what was stored. */
export async function kept(key: string): Promise<Kept | null> {
  try {
    const cache = await caches.open(cacheName);
    const response = await cache.match(addressOf(key));
    if (response === undefined) return null;
    const blob = await response.blob();
    const sha256 = await sha256Of(blob);
    if (sha256 === response.headers.get(digestHeader)) {
      return { blob, sha256, notes: JSON.parse(decodeURIComponent(response.headers.get(notesHeader) ?? '%7B%7D')) };
    }
    await cache.delete(addressOf(key));
    return null;
  } catch {
    // Storage that is disabled or damaged counts as empty.
    return null;
  }
}

/** Returns whether the browser stored it: it may refuse for lack of space or by the user's setting. */
export async function keep(key: string, blob: Blob, notes: Readonly<Record<string, string>> = {}): Promise<boolean> {
  try {
    const headers = { [digestHeader]: await sha256Of(blob), [notesHeader]: encodeURIComponent(JSON.stringify(notes)) };
    const cache = await caches.open(cacheName);
    await cache.put(addressOf(key), new Response(blob, { headers }));
    return true;
  } catch {
    return false;
  }
}

export async function forget(key: string): Promise<void> {
  try {
    const cache = await caches.open(cacheName);
    await cache.delete(addressOf(key));
  } catch {
    // Storage is disabled or damaged, so there is nothing to delete.
  }
}
