/**
 * The photos that wait for their scores. Only a few are sent to the worker at a time, enough to keep it busy: a message with a
 * file takes about a millisecond, so hundreds at once would block the page.
 */
import { batch, signal } from '@preact/signals';
import type { Failure, FromWorker, Picture, ToWorker } from '../../protocol.ts';
import { Pace, type Progress } from './pace.ts';
import { failureOf, isStray, type PhotoEntry, type Scored, type Status } from './photo.ts';
import { needsReference, type References, referenceOf } from './references.ts';
import { optionsOf, type Settings } from './settings.ts';

/** The number of photos that the worker has: one being scored, one being decoded, and one more. */
const ahead = 3;

interface Job {
  readonly entry: PhotoEntry;
  readonly file: Blob;
  /** Its earlier scores and the picture that they refer to, which return if it is cancelled or fails. */
  readonly before: { readonly status: Scored; readonly picture: Picture | null } | null;
}

/** How photos are scored. */
export interface Conditions {
  readonly settings: Settings;
  readonly references: References;
}

type SentJob = Job & Conditions;

export class PhotoQueue {
  /** The progress of the current run; null when nothing is running. */
  readonly progress = signal<Progress | null>(null);
  readonly #send: (message: ToWorker) => void;
  readonly #nextId: () => number;
  readonly #conditions: () => Conditions;
  readonly #stampOf: (conditions: Conditions) => string;
  readonly #waiting: Job[] = [];
  /** Jobs sent to the worker, by the message's id. */
  readonly #sent = new Map<number, SentJob>();
  #pace: Pace | null = null;

  /**
   * @param nextId returns numbers that no other message uses.
   * @param conditions returns those that apply to the photo that is sent next, so that changed settings apply to waiting photos.
   * @param stampOf identifies how a photo would be scored under these conditions now.
   */
  constructor(
    send: (message: ToWorker) => void,
    nextId: () => number,
    conditions: () => Conditions,
    stampOf: (conditions: Conditions) => string,
  ) {
    this.#send = send;
    this.#nextId = nextId;
    this.#conditions = conditions;
    this.#stampOf = stampOf;
  }

  /** Photos of earlier visits, whose files are not available, are left as they are. */
  add(entries: readonly PhotoEntry[]): void {
    batch(() => {
      for (const entry of entries) {
        const { file, status, picture } = entry;
        if (file === null) continue;
        const before = status.value.kind === 'scored' ? { status: status.value, picture: picture.value } : null;
        status.value = { kind: 'waiting' };
        this.#waiting.push({ entry, file, before });
        this.#pace ??= new Pace();
        this.#pace.add(1);
      }
      this.#goOn();
    });
  }

  /** Removes photos whose scores are no longer needed. */
  cancel(unwanted: (entry: PhotoEntry) => boolean): void {
    batch(() => {
      const kept = this.#waiting.filter(({ entry }) => !unwanted(entry));
      for (const { entry, before } of this.#waiting.filter(({ entry }) => unwanted(entry))) {
        entry.status.value = before?.status ?? { kind: 'cancelled' };
        this.#pace?.drop();
      }
      this.#waiting.splice(0, Infinity, ...kept);
      const ids = [...this.#sent].filter(([, { entry }]) => unwanted(entry)).map(([id]) => id);
      if (ids.length > 0) this.#send({ type: 'cancel', ids });
      this.#goOn();
    });
  }

  /** Processes the worker's message about a photo; returns the photo. */
  receive(message: FromWorker): PhotoEntry | null {
    if (!('id' in message)) return null;
    const job = this.#sent.get(message.id);
    if (job === undefined) return null;
    this.#take(message, job);
    return job.entry;
  }

  #take(message: Extract<FromWorker, { readonly id: number }>, job: SentJob): void {
    switch (message.type) {
      case 'progress':
        this.#pace?.begin(performance.now());
        job.entry.status.value = { kind: 'working', stage: message.stage };
        return;
      case 'decoded':
        job.entry.picture.value = message.picture;
        return;
      case 'scored': {
        const reference = referenceFor(job);
        const name = reference !== undefined && 'name' in reference ? reference.name : null;
        const { result } = message;
        const stamp = this.#stampOf(job);
        const facesSought = job.settings.faces;
        this.#finish(message.id, job, { kind: 'scored', result, reference: name, facesSought, stamp });
        return;
      }
      case 'failed':
        this.#fail(message.id, job, message.error);
        return;
      case 'cancelled':
        restore(job);
        job.entry.status.value = job.before?.status ?? { kind: 'cancelled' };
        this.#pace?.drop();
        this.#sent.delete(message.id);
        this.#goOn();
        return;
    }
  }

  /** Fails all jobs, because the worker will not answer any more. */
  abandon(error: Failure): void {
    for (const [id, job] of [...this.#sent]) this.#fail(id, job, error);
  }

  #fail(id: number, job: SentJob, error: Failure): void {
    const failed = { kind: 'failed', error, stamp: this.#stampOf(job) } as const;
    restore(job);
    this.#finish(id, job, job.before === null ? failed : { ...job.before.status, lastAttempt: failed });
  }

  #finish(id: number, { entry }: Job, status: Status): void {
    entry.status.value = status;
    if (isStray(entry)) this.#pace?.drop();
    else this.#pace?.finish(performance.now(), failureOf(entry.status) !== null);
    this.#sent.delete(id);
    this.#goOn();
  }

  #goOn(): void {
    while (this.#sent.size < ahead) {
      const job = this.#waiting.shift();
      if (job === undefined) break;
      const id = this.#nextId();
      const sent = { ...job, ...this.#conditions() };
      this.#sent.set(id, sent);
      const {
        file,
        entry: { name },
      } = job;
      const options = optionsOf(sent.settings);
      this.#send({ type: 'score', id, file, name, options, reference: referenceFor(sent) });
    }
    if (this.#pace?.finished) this.#pace = null;
    this.progress.value = this.#pace?.progress ?? null;
  }
}

/** Shows the picture of the earlier scores again: the new one may be turned. */
function restore({ entry, before }: Job): void {
  if (before !== null) entry.picture.value = before.picture;
}

function referenceFor({ entry, settings, references }: SentJob): ReturnType<typeof referenceOf> {
  return needsReference(optionsOf(settings).metrics) ? referenceOf(references, entry.name) : undefined;
}
