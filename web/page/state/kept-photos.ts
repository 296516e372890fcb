/** Stores scores and thumbnails in the browser (IndexedDB), so that they survive a reload. The photos are not stored. */
import { signal } from '@preact/signals';
import type { Picture } from '../../protocol.ts';
import type { PhotoEntry, PhotoKey, Scored } from './photo.ts';

interface KeptPhoto {
  readonly name: string;
  readonly bytes: number;
  readonly status: Scored;
  readonly picture: Picture;
}

const databaseName = 'hyperiqa-results';
/** To be incremented whenever the stored form changes: data of other versions are dropped. */
const version = 2;
const storeName = 'photos';

export class KeptPhotos {
  /** False once the browser has refused to store something, for lack of space or by the user's setting. */
  readonly works = signal(true);
  #database: Promise<IDBDatabase> | null = null;
  readonly #waiting = new Set<PhotoEntry>();

  /**
   * Loads the photos of earlier visits, in the order in which they were added.
   * @param nextId returns numbers that no other photo of this visit uses.
   */
  async load(nextId: () => number): Promise<readonly PhotoEntry[]> {
    // In a separate task, so that the page's first one does not become longer.
    await new Promise((resolve) => setTimeout(resolve));
    const found = await this.#attempt('readonly', (store) => [store.getAllKeys(), store.getAll()]);
    if (found === null) return [];
    const [keys, photos] = found as [readonly PhotoKey[], readonly KeptPhoto[]];
    return photos.map(({ name, bytes, status, picture }, i) => ({
      ...{ id: nextId(), name, file: null, inFolder: false, bytes, key: keys[i]! },
      status: signal(status),
      picture: signal(picture),
    }));
  }

  /** Stores the scored photos, replacing what was stored for them. Calls within one task are combined. */
  put(entries: readonly PhotoEntry[]): void {
    // Not in a later task: a page that is closed or reloaded now would never run it.
    if (this.#waiting.size === 0) queueMicrotask(() => void this.#write());
    for (const entry of entries) this.#waiting.add(entry);
  }

  async forget(entries: readonly PhotoEntry[]): Promise<void> {
    for (const entry of entries) this.#waiting.delete(entry);
    await this.#attempt('readwrite', (store) => entries.map(({ key }) => store.delete(key)));
  }

  /** Removes all stored photos, including those of other tabs. */
  async clear(): Promise<void> {
    this.#waiting.clear();
    await this.#attempt('readwrite', (store) => [store.clear()]);
  }

  async #write(): Promise<void> {
    const photos = [...this.#waiting].flatMap(({ name, bytes, key, status, picture }): [KeptPhoto, PhotoKey][] =>
      status.value.kind !== 'scored' || picture.value === null
        ? []
        : [[{ name, bytes, status: { ...status.value, lastAttempt: undefined }, picture: picture.value }, key]],
    );
    this.#waiting.clear();
    if (photos.length > 0) await this.#attempt('readwrite', (store) => photos.map((photo) => store.put(...photo)));
  }

  /** The results of a transaction's requests; null where the browser stores nothing. */
  async #attempt(
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => readonly IDBRequest[],
  ): Promise<readonly unknown[] | null> {
    try {
      this.#database ??= openDatabase();
      const transaction = (await this.#database).transaction(storeName, mode);
      const requests = ask(transaction.objectStore(storeName));
      // Completes the requests even if the page is closed now.
      transaction.commit();
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
      return requests.map(({ result }) => result);
    } catch {
      this.works.value = false;
      return null;
    }
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, version);
    request.onupgradeneeded = () => {
      const { result: database } = request;
      for (const name of database.objectStoreNames) database.deleteObjectStore(name);
      database.createObjectStore(storeName);
    };
    request.onsuccess = () => {
      // Allows a newer version of the page in another tab to upgrade.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}
