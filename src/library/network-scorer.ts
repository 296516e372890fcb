/** Scores photos and clips with open networks, one by one or as a stream. */
import { Semaphore } from 'async-mutex';
import { HyperIqaError } from '../errors.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { DecodedPhoto } from '../image/photo.ts';
import { checkedCrops, checkedSeed } from '../image/protocols/protocol.ts';
import type { Metric } from '../models/metric.ts';
import { comparesWithReference } from '../models/metric.ts';
import { photoStream } from '../prefetch.ts';
import { type ClipResult, clipResult } from '../scoring/clip-report.ts';
import { modelLabel, type PhotoResult, photoResult } from '../scoring/photo-report.ts';
import { scoreClip } from '../scoring/score-clip.ts';
import { scorePhoto } from '../scoring/score-photo.ts';
import { onAbort, unlessAborted } from './abort.ts';
import { clipFrames } from './clip-frames.ts';
import { checkIterable, closedError, failed } from './faults.ts';
import type { Host } from './host.ts';
import { faceJudgesOf, type Networks } from './networks.ts';
import { checkOptions } from './options.ts';
import type {
  ClipFrameInput,
  ClipScoringOptions,
  FailedPhoto,
  PhotoScorer,
  ScoringOptions,
  StreamOptions,
} from './scorer.ts';
import { discardStream, holdStream } from './streamed.ts';

/** The networks that score, and how to use them. */
export interface OpenNetworks {
  /** The device-independent properties of the metrics. */
  readonly metrics: readonly Omit<Metric, 'score' | 'dispose'>[];
  /** null where the photo's metrics also judge faces. */
  readonly faceMetrics: readonly Omit<Metric, 'score' | 'dispose'>[] | null;
  readonly precision: Precision;
  readonly adapter: string;
  readonly notices: readonly string[];
  /** See `Renewable.use`. */
  use<T>(work: (networks: Networks) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A reference photo, or the error that prevents its use. */
interface Reference {
  readonly file: string;
  readonly photo: DecodedPhoto | HyperIqaError;
}

/** A photo that was read but not yet scored. */
interface ReadPhoto {
  readonly file: string;
  readonly photo: DecodedPhoto;
  readonly reference: Reference | undefined;
  /** The time for reading and decoding, in milliseconds. */
  readonly ms: number;
}

/** One photo is being decoded, one uploaded and one computed. */
const photosAtATime = 3;

export class NetworkScorer<Input> implements PhotoScorer<Input> {
  readonly model: string;
  readonly faceModel: string | null;
  readonly adapter: string;
  readonly notices: readonly string[];
  readonly #host: Host<Input, never>;
  readonly #networks: OpenNetworks;
  readonly #room = new Semaphore(photosAtATime);
  /** Work that `close` waits for. */
  readonly #working = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | null = null;

  constructor(host: Host<Input, never>, networks: OpenNetworks) {
    this.model = modelLabel(networks.metrics, networks.precision);
    this.faceModel = networks.faceMetrics && modelLabel(networks.faceMetrics, networks.precision);
    this.adapter = networks.adapter;
    this.notices = networks.notices;
    this.#host = host;
    this.#networks = networks;
  }

  async score(input: Input, options: ScoringOptions<Input> = {}): Promise<PhotoResult> {
    checkOptions(options);
    const { signal } = options;
    if (signal?.aborted) for (const each of [input, options.reference]) discardStream(each);
    this.#check(options);
    const file = this.#host.nameOf(input);
    // Streams are received outside of the room, where one that stalls would hold up other photos.
    const photo = this.#arriving(input, file, signal);
    const { reference } = options;
    const original =
      reference === undefined ? undefined : this.#arriving(reference, this.#host.nameOf(reference), signal);
    const work = () =>
      this.#noted(
        this.#room.runExclusive(async () => {
          const opened =
            reference === undefined ? undefined : await this.#readReference(reference, original ?? reference, options);
          return this.#scored(await this.#read(await photo, file, opened, options), options);
        }),
      );
    const streams = [photo, original].filter((each) => each instanceof Promise);
    if (streams.length === 0) return unlessAborted(work(), signal);
    const arrived = Promise.allSettled(streams).then(() => this.#checkOpen());
    return unlessAborted(arrived.then(work), signal);
  }

  /** The input, or a stream's bytes. What `close` does not wait for is aborted by it. */
  #arriving(input: Input, file: string, signal: AbortSignal | undefined): Input | Promise<Input> {
    const stop = new AbortController();
    const receiving = this.#host.receive(input, file, stop.signal);
    if (receiving === null) return input;
    // Not AbortSignal.any, which keeps a reference to every result for as long as the scorer lives.
    const sources = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    const ends = sources.map((source) => onAbort(source, () => stop.abort(source.reason)));
    const end = () => {
      for (const each of ends) each();
    };
    receiving.then(end, end);
    return receiving;
  }

  async *scoreAll(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options: StreamOptions<Input> = {},
  ): AsyncGenerator<PhotoResult | FailedPhoto, void> {
    checkOptions(options);
    const { signal, onProgress } = options;
    this.#check(options);
    checkIterable(inputs, 'scoreAll');
    const list: readonly Input[] | null = Array.isArray(inputs) ? inputs : null;
    for (const each of list ?? []) holdStream(each);
    const total = list?.length ?? null;
    // Read only once, since it may be a stream.
    const reference =
      options.reference === undefined ? undefined : this.#readReference(options.reference, options.reference, options);
    reference?.catch(() => undefined);
    // Photos of a stream are not waited for before there are results.
    const isStream = Symbol.asyncIterator in inputs;
    const results = photoStream(inputs, {
      open: (input) => this.#noted(this.#readOrFail(input, reference, options)),
      finish: (photo) => this.#noted(this.#scoredOrFailed(photo, options)),
      decodersAtOnce: isStream ? 1 : this.#host.decodersAtOnce,
    });
    const next = () => unlessAborted(results.next(), signal);
    try {
      let done = 0;
      for (let result = await next(); !result.done; result = await next()) {
        onProgress?.({ done: ++done, total });
        yield result.value;
      }
    } finally {
      results.return(undefined).catch(() => undefined);
      for (const each of list ?? []) discardStream(each);
    }
  }

  async scoreClip(
    frames: Iterable<Input | ClipFrameInput<Input>> | AsyncIterable<Input | ClipFrameInput<Input>>,
    options: ClipScoringOptions<Input> = {},
  ): Promise<ClipResult> {
    checkOptions(options);
    const { crops, seed, signal, onProgress } = options;
    this.#check(options);
    checkIterable(frames, 'scoreClip');
    const total = Array.isArray(frames) ? frames.length : null;
    const started = performance.now();
    let done = 0;
    const onFrame = () => onProgress?.({ done: ++done, total });
    const scoring = scoreClip(
      clipFrames(frames, (photo) => this.#host.read(photo, this.#host.nameOf(photo), options, this.#networks.metrics)),
      (work) => this.#networks.use(({ metrics }) => work(metrics)),
      { crops, seed, signal, onFrame },
    );
    const score = await unlessAborted(this.#noted(scoring), signal);
    const { model, adapter } = this;
    return clipResult({ ...score, model, adapter, ms: Math.round(performance.now() - started) });
  }

  close(): Promise<void> {
    this.#closing.abort(closedError());
    this.#closed ??= Promise.allSettled(this.#working).then(() => this.#networks.close());
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Checked once for all photos, so that a caller's mistake is not reported as a photo's failure. */
  #check({ signal, crops, seed, minConfidence = 0, maxPixels = 1, reference }: ScoringOptions<Input>): void {
    this.#checkOpen();
    signal?.throwIfAborted();
    if (crops !== undefined) checkedCrops(crops);
    if (seed !== undefined) checkedSeed(seed);
    if (!(minConfidence >= 0 && minConfidence <= 1)) {
      throw new HyperIqaError('USAGE', `The minimum face confidence must be from 0 to 1, not ${minConfidence}.`);
    }
    if (!(maxPixels >= 1)) throw new HyperIqaError('USAGE', `maxPixels must be at least 1, not ${maxPixels}.`);
    const { metrics } = this.#networks;
    if (reference === undefined || metrics.some(({ model }) => comparesWithReference(model))) return;
    throw new HyperIqaError('USAGE', `A reference needs a full-reference metric; open was called for ${this.model}.`);
  }

  #checkOpen(): void {
    if (this.#closed !== null) throw closedError();
  }

  #noted<T>(work: Promise<T>): Promise<T> {
    this.#working.add(work);
    const forget = () => this.#working.delete(work);
    work.then(forget, forget);
    return work;
  }

  async #read(
    input: Input,
    file: string,
    reference: Reference | undefined,
    options: ScoringOptions<Input>,
  ): Promise<ReadPhoto> {
    options.signal?.throwIfAborted();
    const started = performance.now();
    const photo = await this.#host.read(input, file, options, this.#networks.metrics);
    return { file, photo, reference, ms: performance.now() - started };
  }

  /** A faulty reference only fails the metrics that need it. */
  async #readReference(
    input: Input,
    arriving: Input | Promise<Input>,
    options: ScoringOptions<Input>,
  ): Promise<Reference> {
    const file = this.#host.nameOf(input);
    try {
      return { file, photo: await this.#host.read(await arriving, file, options, this.#networks.metrics) };
    } catch (error) {
      if (!(error instanceof HyperIqaError)) throw error;
      return { file, photo: error };
    }
  }

  async #readOrFail(
    input: Input,
    reference: Promise<Reference> | undefined,
    options: ScoringOptions<Input>,
  ): Promise<ReadPhoto | FailedPhoto> {
    this.#checkOpen();
    const file = this.#host.nameOf(input);
    try {
      return await this.#read(input, file, await reference, options);
    } catch (error) {
      return failed(file, error, options);
    }
  }

  async #scoredOrFailed(photo: ReadPhoto, options: ScoringOptions<Input>): Promise<PhotoResult | FailedPhoto> {
    this.#checkOpen();
    try {
      return await this.#scored(photo, options);
    } catch (error) {
      return failed(photo.file, error, options);
    }
  }

  async #scored({ file, photo, reference, ms }: ReadPhoto, options: ScoringOptions<Input>): Promise<PhotoResult> {
    const started = performance.now();
    const { crops, seed, minConfidence, signal } = options;
    const score = await this.#networks.use((networks) => {
      const openFaceJudges = faceJudgesOf(networks);
      const scoring = { crops, seed, minConfidence, signal, reference: reference?.photo, openFaceJudges };
      return scorePhoto(photo, networks.metrics, networks.faces, scoring);
    });
    const { width, height } = photo;
    const ofReference =
      reference === undefined || reference.photo instanceof HyperIqaError ? [] : reference.photo.warnings;
    return photoResult({
      ...{ file, width, height },
      ...(reference === undefined ? {} : { reference: reference.file }),
      ...score,
      model: this.model,
      ...(this.faceModel === null ? {} : { faceModel: this.faceModel }),
      adapter: this.adapter,
      warnings: [...photo.warnings, ...ofReference.map((warning) => `reference ${reference?.file}: ${warning}`)],
      ms: Math.round(ms + performance.now() - started),
    });
  }
}
