/** Scores and thumbnails in the browser's storage (IndexedDB), so that they outlive a reload. The photos are not kept. */
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
/** To be raised with every change of what is kept: what another version kept is dropped. */
const version = 2;
const storeName = 'photos';

export class KeptPhotos {
  /** False once the browser refused to keep something: it may have no room, or its user may not want it. */
  readonly works = signal(true);
  #database: Promise<IDBDatabase> | null = null;
  readonly #waiting = new Set<PhotoEntry>();

  /**
   * Photos of earlier visits, in the order in which they were added.
   * @param nextId gives numbers that no other photo of this visit uses.
   */
  async load(nextId: () => number): Promise<readonly PhotoEntry[]> {
    // A task of its own, so that the page's first one does not grow longer.
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

  /** Keeps those that are scored, in place of what was kept of them: soon, and all that come meanwhile at once. */
  put(entries: readonly PhotoEntry[]): void {
    if (this.#waiting.size === 0) setTimeout(() => this.#write());
    for (const entry of entries) this.#waiting.add(entry);
  }

  async forget(entries: readonly PhotoEntry[]): Promise<void> {
    for (const entry of entries) this.#waiting.delete(entry);
    await this.#attempt('readwrite', (store) => entries.map(({ key }) => store.delete(key)));
  }

  async #write(): Promise<void> {
    const photos = [...this.#waiting].flatMap(({ name, bytes, key, status, picture }): [KeptPhoto, PhotoKey][] =>
      status.value.kind !== 'scored' || picture.value === null
        ? []
        : [[{ name, bytes, status: status.value, picture: picture.value }, key]],
    );
    this.#waiting.clear();
    if (photos.length > 0) await this.#attempt('readwrite', (store) => photos.map((photo) => store.put(...photo)));
  }

  /** What the requests of one transaction gave; null where the browser keeps nothing. */
  async #attempt(
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => readonly IDBRequest[],
  ): Promise<readonly unknown[] | null> {
    try {
      this.#database ??= openDatabase();
      const transaction = (await this.#database).transaction(storeName, mode);
      const requests = ask(transaction.objectStore(storeName));
      // What is asked for is done then, also when the page is left now.
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
      // Lets a newer version of the page in another tab upgrade.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}
