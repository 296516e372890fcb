/** The waiting photos: scored one after another, while the next one is decoded. */
import { decodePhoto } from '../../src/browser/decode/decode.ts';
import { HyperIqaError } from '../../src/errors.ts';
import type { DecodedPhoto } from '../../src/image/photo.ts';
import type { FromWorker, NamedFile, ReferenceFault, Stage, ToWorker } from '../protocol.ts';
import { failureOf } from './failure.ts';
import type { Host } from './host.ts';
import { pictureOf } from './picture.ts';
import { scoreInStages } from './score.ts';

interface Decoded {
  readonly photo: DecodedPhoto;
  /** An error if it cannot be read. */
  readonly reference: DecodedPhoto | HyperIqaError | undefined;
  /** The time for decoding. */
  readonly milliseconds: number;
}

type Asked = Omit<Extract<ToWorker, { readonly type: 'score' }>, 'type'>;

interface Job extends Asked {
  /** Set once decoding has begun. */
  decoded: Promise<Decoded> | null;
  cancelled: boolean;
}

/** Aborts the work on a photo that was cancelled. */
class Cancelled extends Error {}

export class PhotoQueue {
  readonly #host: Host;
  readonly #send: (message: FromWorker) => void;
  readonly #waiting: Job[] = [];
  /** Work that precedes the next photo. */
  readonly #tasks: (() => Promise<void>)[] = [];
  #current: Job | null = null;
  #working = false;

  constructor(host: Host, send: (message: FromWorker) => void) {
    this.#host = host;
    this.#send = send;
  }

  add({ id, file, name, options, reference }: Asked): void {
    this.#waiting.push({ id, file, name, options, reference, decoded: null, cancelled: false });
    void this.#work();
  }

  /** Runs `task` between two photos; it must not reject. */
  between(task: () => Promise<void>): void {
    this.#tasks.push(task);
    void this.#work();
  }

  cancel(ids: readonly number[] | 'all'): void {
    const wanted = (job: Job) => ids === 'all' || ids.includes(job.id);
    const unwanted = this.#waiting.filter(wanted);
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter((job) => !wanted(job)));
    if (this.#current !== null && !this.#current.cancelled && wanted(this.#current)) unwanted.unshift(this.#current);
    for (const job of unwanted) {
      job.cancelled = true;
      this.#send({ type: 'cancelled', id: job.id });
    }
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (;;) {
      const task = this.#tasks.shift();
      if (task !== undefined) {
        await task();
        continue;
      }
      this.#current = this.#waiting.shift() ?? null;
      if (this.#current === null) break;
      await this.#finish(this.#current);
    }
    this.#working = false;
  }

  /** Every photo gets exactly one answer, whatever happens. */
  async #finish(job: Job): Promise<void> {
    const { id } = job;
    try {
      const decoded = await this.#decode(job);
      const next = this.#waiting[0];
      // Its failure is reported when its turn comes.
      if (next !== undefined) this.#decode(next).catch(() => undefined);
      const started = performance.now();
      const result = await this.#score(job, decoded);
      const took = decoded.milliseconds + performance.now() - started;
      if (!job.cancelled) this.#send({ type: 'scored', id, result: { ...result, milliseconds: took } });
    } catch (error) {
      if (!job.cancelled) this.#send({ type: 'failed', id, error: failureOf(error) });
    }
  }

  #decode(job: Job): Promise<Decoded> {
    job.decoded ??= this.#decodeNow(job);
    return job.decoded;
  }

  async #decodeNow(job: Job): Promise<Decoded> {
    const { id, file, name } = job;
    const started = performance.now();
    this.#send({ type: 'progress', id, stage: { kind: 'decoding' } });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const autoOrient = job.options.autoOrient ?? false;
    const photo = await decodePhoto(bytes, name, autoOrient);
    const reference = job.reference === undefined ? undefined : await decodeReference(job.reference, autoOrient);
    const milliseconds = performance.now() - started;
    const picture = await pictureOf(photo, bytes, autoOrient);
    const warnings = [...picture.warnings, ...referenceWarnings(job.reference, reference)];
    if (!job.cancelled) this.#send({ type: 'decoded', id, picture: { ...picture, warnings } });
    return { photo, reference, milliseconds };
  }

  #score(job: Job, { photo, reference }: Decoded): ReturnType<typeof scoreInStages> {
    return this.#host.use((session) => {
      const stage = (stage: Stage) => {
        if (job.cancelled) throw new Cancelled();
        this.#send({ type: 'progress', id: job.id, stage });
      };
      return scoreInStages(session, photo, { ...job.options, reference }, stage);
    });
  }
}

/** Worded as on the command line. */
function referenceWarnings(file: Job['reference'], decoded: Decoded['reference']): readonly string[] {
  if (file === undefined || 'fault' in file || decoded === undefined || decoded instanceof HyperIqaError) return [];
  return decoded.warnings.map((warning) => `reference ${file.name}: ${warning}`);
}

async function decodeReference(
  reference: NamedFile | ReferenceFault,
  autoOrient: boolean,
): Promise<DecodedPhoto | HyperIqaError> {
  if ('fault' in reference) return new HyperIqaError('REFERENCE', reference.fault);
  try {
    return await decodePhoto(new Uint8Array(await reference.file.arrayBuffer()), reference.name, autoOrient);
  } catch (error) {
    if (error instanceof HyperIqaError) return error;
    throw error;
  }
}
