/** What the browser keeps for the page between visits: bytes by name. Without storage, every lookup finds nothing. */
import { sha256Of } from './sha256.ts';

const cacheName = 'hyperiqa-webgpu';

/** Bytes that were kept, with what was noted of them. */
export interface Kept {
  readonly blob: Blob;
  /** Hexadecimal, of the bytes as they are now. */
  readonly sha256: string;
  readonly notes: Readonly<Record<string, string>>;
}

/** Names are addresses only because the browser's cache asks for some; nothing is ever fetched from them. */
const addressOf = (key: string): string => `https://kept.invalid/${encodeURIComponent(key)}`;

const digestHeader = 'x-sha256';
const notesHeader = 'x-notes';

/** null when nothing is kept under that name, or when it is no longer what was put there. */
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
    // Storage that is switched off or damaged counts as empty.
    return null;
  }
}

/** Resolves to whether the browser took it: it may refuse for lack of room or by its user's wish. */
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
    // Storage is switched off or damaged, so there is nothing to delete.
  }
}
