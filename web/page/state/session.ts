/**
 * The page's state: photos and their scores, the engine's state, the settings. It communicates with the worker; components read
 * its signals and call its methods.
 */
import { batch, computed, signal } from '@preact/signals';
import type { AdapterSummary } from '../../../src/gpu/adapter.ts';
import { type Client, startWorker } from '../../client.ts';
import type { Failure, FromWorker, ModelInfo, NamedFile } from '../../protocol.ts';
import { count } from '../format.ts';
import { type Lack, lackOf } from './backlog.ts';
import { KeptPhotos } from './kept-photos.ts';
import { Notices } from './notices.ts';
import { type Incoming, isStray, type PhotoEntry, photoEntry } from './photo.ts';
import { Previews } from './previews.ts';
import { PhotoQueue } from './queue.ts';
import {
  chosenReferences,
  lacksReference,
  needsReference,
  noReferences,
  notReferences,
  photosAmong,
  type References,
} from './references.ts';
import { readyWords } from './ready-words.ts';
import { RequestFailed, Requests } from './requests.ts';
import { type Settings, stampOf, storedSettings, storeSettings } from './settings.ts';

export type EngineState =
  | {
      readonly kind: 'opening';
      readonly file: { readonly name: string; readonly loaded: number; readonly total: number } | null;
    }
  | { readonly kind: 'ready' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: Failure };

/** The number of photos that are added at a time: thousands at once would block the page. */
const slice = 100;

export class Session {
  readonly engine = signal<EngineState>({ kind: 'opening', file: null });
  readonly adapter = signal<AdapterSummary | null>(null);
  readonly models = signal<readonly ModelInfo[]>([]);
  readonly photos = signal<readonly PhotoEntry[]>([]);
  readonly settings = signal<Settings>(storedSettings());
  readonly references = signal<References>(noReferences);
  /** The video whose dialog is open. */
  readonly clip = signal<NamedFile | null>(null);
  readonly notices = new Notices();
  readonly kept = new KeptPhotos();
  readonly requests: Requests;
  readonly previews: Previews;
  readonly queue: PhotoQueue;

  /** Changes when the same photo would be scored differently. */
  readonly stamp = computed(() => stampOf(this.settings.value, this.models.value, this.references.value));
  /** The photos that should be scored again, by what they lack. */
  readonly backlog = computed((): Readonly<Record<Lack, readonly PhotoEntry[]>> => {
    const backlog: Record<Lack, PhotoEntry[]> = { unscored: [], outdated: [], failed: [] };
    for (const entry of this.photos.value) {
      const lack = lackOf(entry, this.stamp.value);
      if (lack !== null) backlog[lack].push(entry);
    }
    return backlog;
  });

  /** Null after it crashed. */
  #client: Client | null;
  #lastId = 0;
  /** Resolves when the photos of earlier visits are in the list. */
  readonly #loaded: Promise<void>;
  /** Names of files in this run's folders that are not photos. */
  readonly #skipped: string[] = [];

  constructor() {
    this.#client = this.#start();
    const send: Client['send'] = (...message) => this.#send(...message);
    const nextId = () => ++this.#lastId;
    this.requests = new Requests(send, nextId);
    this.previews = new Previews(this.requests);
    this.queue = new PhotoQueue(
      send,
      nextId,
      () => ({ settings: this.settings.value, references: this.references.value }),
      ({ settings, references }) => stampOf(settings, this.models.value, references),
    );
    this.#loaded = this.kept.load(nextId).then((photos) => {
      this.photos.value = photos;
    });
  }

  /** Appends photos to the list and the queue. Those scored in an earlier visit replace their stored entries. */
  async add(incoming: readonly Incoming[]): Promise<void> {
    await this.#loaded;
    this.#replace(incoming);
    for (let start = 0; start < incoming.length; start += slice) {
      // Each slice is rendered in a task of its own, and the first not in that of the user's event.
      await new Promise((resolve) => setTimeout(resolve));
      const entries = incoming.slice(start, start + slice).map((photo) => photoEntry(++this.#lastId, photo));
      this.photos.value = [...this.photos.value, ...entries];
      this.score(entries);
    }
  }

  score(entries: readonly PhotoEntry[]): void {
    this.queue.add(entries);
  }

  /** Removes photos that have no score yet from the queue. */
  cancel(): void {
    this.queue.cancel(() => true);
  }

  /** Removes photos from the list; the returned function puts them back. */
  remove(entries: readonly PhotoEntry[]): () => void {
    const removed = new Set(entries);
    this.queue.cancel((entry) => removed.has(entry));
    this.photos.value = this.photos.value.filter((entry) => !removed.has(entry));
    void this.kept.forget(entries);
    return () => {
      // The list is in the order of ids. Photos that were removed later stay removed.
      this.photos.value = [...this.photos.value, ...entries].sort((a, b) => a.id - b.id);
      this.kept.put(entries);
    };
  }

  /** Removes the stored entries of these photos, identified by name and size, from the list. */
  #replace(incoming: readonly Incoming[]): void {
    const sizes = new Map(incoming.map(({ name, file }) => [name, file.size]));
    const again = this.photos.value.filter(({ file, name, bytes }) => file === null && sizes.get(name) === bytes);
    if (again.length > 0) this.remove(again);
  }

  change(settings: Partial<Settings>): void {
    this.settings.value = { ...this.settings.value, ...settings };
    storeSettings(this.settings.value);
  }

  /** Replaces the references by those of the files that are photos; photos that a metric could not compare are scored again. */
  async chooseReferences(files: readonly NamedFile[]): Promise<void> {
    const { photos, others } = await photosAmong(files);
    if (others.length > 0) this.notices.show({ kind: 'problem', text: notReferences(others) });
    if (photos.length === 0) return;
    this.references.value = chosenReferences(photos, this.references.value);
    this.score(this.photos.value.filter((entry) => this.#mayCompareNow(entry)));
  }

  removeReferences(): void {
    this.references.value = chosenReferences([], this.references.value);
  }

  async useWeights(files: readonly NamedFile[]): Promise<void> {
    const names = files.map(({ name }) => name).join(' and ');
    const reading = this.notices.show({ kind: 'news', text: `Reading ${names} …` });
    await this.#changeWeights(this.requests.useWeights(files));
    this.notices.dismiss(reading);
  }

  async useOwnWeights(model: ModelInfo['model']): Promise<void> {
    await this.#changeWeights(this.requests.useOwnWeights(model));
  }

  /** Tries to open a GPU again. */
  reopen(): void {
    this.engine.value = { kind: 'opening', file: null };
    if (this.#client === null) this.#client = this.#start();
    else this.#client.send({ type: 'open', folder: new URL('.', document.baseURI).href });
  }

  #start(): Client {
    return startWorker(
      (message) => batch(() => this.#receive(message)),
      (reason) => batch(() => this.#crash(reason)),
    );
  }

  #send(...message: Parameters<Client['send']>): void {
    if (this.#client === null) this.reopen();
    this.#client?.send(...message);
  }

  async #changeWeights(answer: ReturnType<Requests['useWeights']>): Promise<void> {
    try {
      const { used, problems } = await answer;
      for (const name of used) this.notices.show({ kind: 'news', text: readyWords(name, this.settings.value) });
      for (const text of problems) this.notices.show({ kind: 'problem', text });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.notices.show({ kind: 'problem', text: error.failure.message });
    }
  }

  /** Whether a comparison failed, and would now be made with other references. */
  #mayCompareNow(entry: PhotoEntry): boolean {
    const lacks = lacksReference(entry.status) && needsReference(this.settings.value.metrics);
    return lacks && lackOf(entry, this.stamp.value) === 'outdated';
  }

  #receive(message: FromWorker): void {
    if (message.type === 'weightsInUse') this.models.value = message.models;
    if (this.requests.settle(message)) return;
    switch (message.type) {
      case 'loading':
        if (this.engine.value.kind !== 'ready') this.engine.value = { kind: 'opening', file: message };
        return;
      case 'ready':
        this.engine.value = { kind: 'ready' };
        this.adapter.value = message.adapter;
        this.models.value = message.models;
        return;
      case 'openFailed':
        // The waiting photos would all fail for the same reason.
        this.cancel();
        this.#fail(message.error);
        return;
      case 'deviceLost':
        this.engine.value = { kind: 'lost' };
        this.notices.show({ kind: 'problem', text: message.error.message });
        return;
      case 'recovered':
        this.engine.value = { kind: 'ready' };
        this.adapter.value = message.adapter;
        this.notices.show({ kind: 'news', text: 'The GPU is back; scoring continues.' });
        return;
      default: {
        const entry = this.queue.receive(message);
        if (entry !== null && isStray(entry)) this.#skip(entry);
        if (this.queue.progress.value === null) this.#tellSkipped();
        // References may have been chosen while the worker was scoring it.
        if (entry !== null && this.#mayCompareNow(entry)) this.score([entry]);
        // A failure leaves what an earlier scoring stored.
        else if (message.type === 'scored' && entry !== null && this.photos.value.includes(entry))
          this.kept.put([entry]);
      }
    }
  }

  #skip(stray: PhotoEntry): void {
    this.photos.value = this.photos.value.filter((entry) => entry !== stray);
    this.#skipped.push(stray.name);
  }

  /** Shown once per run. */
  #tellSkipped(): void {
    const [first, ...others] = this.#skipped.splice(0);
    if (first === undefined) return;
    const all = others.length === 0 ? `${first} was` : `${first} and ${count(others.length, 'other file')} were`;
    const text = `${all} skipped: the name is that of a photo, but the content is not.`;
    this.notices.show({ kind: 'problem', text });
  }

  #fail(error: Failure): void {
    this.engine.value = { kind: 'failed', error };
    this.requests.failAll(error);
  }

  /** Fails everything that is pending, because the worker will not answer any more. */
  #crash(reason: string): void {
    this.#client = null;
    const error = { code: 'UNEXPECTED', message: `The scoring program stopped (${reason}). Try again.` } as const;
    this.#fail(error);
    this.queue.abandon(error);
  }
}
