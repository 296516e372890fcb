/** Sends requests to the worker that get one answer each, as promises. */
import type { ClipResult } from '../../../src/scoring/clip-report.ts';
import type { Verdict } from '../../../src/scoring/requirements.ts';
import type { Client } from '../../client.ts';
import type {
  Failure,
  FromWorker,
  ModelInfo,
  NamedFile,
  Options,
  Profile,
  ToWorker,
  WeightsInUse,
} from '../../protocol.ts';

/** The failure that the worker answered with. */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'RequestFailed';
    this.failure = failure;
  }
}

export interface ClipWork extends NamedFile {
  readonly every: number;
  readonly options: Options;
  readonly signal: AbortSignal;
}

interface Waiting {
  settle(message: FromWorker): void;
  fail(failure: Failure): void;
  readonly progress?: OnProgress;
}

type OnProgress = (done: number, total: number) => void;

export class Requests {
  readonly #send: Client['send'];
  readonly #nextId: () => number;
  readonly #waiting = new Map<number, Waiting>();

  /** @param nextId returns numbers that no other message uses. */
  constructor(send: Client['send'], nextId: () => number) {
    this.#send = send;
    this.#nextId = nextId;
  }

  /** The pixels of a photo that the browser itself cannot show. */
  preview(file: Blob, name: string, longestSide: number, autoOrient: boolean): Promise<ImageBitmap> {
    return this.#ask(
      (id) => ({ type: 'preview', id, file, name, longestSide, autoOrient }),
      (message) => (message.type === 'preview' ? message.bitmap : undefined),
    );
  }

  /** Checks pixels against the rules. The bitmap is transferred to the worker. */
  check(bitmap: ImageBitmap, options: Options): Promise<readonly Verdict[]> {
    return this.#ask(
      (id) => ({ type: 'check', id, bitmap, options }),
      (message) => (message.type === 'checked' ? message.verdicts : undefined),
      { transfer: [bitmap] },
    );
  }

  /** @param progress receives the number of frames scored so far, and the approximate total. */
  clip({ signal, ...work }: ClipWork, progress: OnProgress): Promise<ClipResult> {
    return this.#ask(
      (id) => {
        signal.addEventListener('abort', () => this.#send({ type: 'cancelClip', id }), { once: true });
        return { type: 'clip', id, ...work };
      },
      (message) => (message.type === 'clipScored' ? message.result : undefined),
      { progress },
    );
  }

  profile(model: Profile['model']): Promise<Profile> {
    return this.#ask(
      (id) => ({ type: 'profile', id, model }),
      (message) => (message.type === 'profiled' ? message.profile : undefined),
    );
  }

  /** @param progress receives the number of layers measured so far, and the total. */
  tune(model: Profile['model'], progress: OnProgress): Promise<true> {
    return this.#ask(
      (id) => ({ type: 'tune', id, model }),
      (message) => (message.type === 'tuned' ? true : undefined),
      { progress },
    );
  }

  useWeights(files: readonly NamedFile[]): Promise<WeightsInUse> {
    return this.#ask((id) => ({ type: 'useWeights', id, files }), weightsInUse);
  }

  useOwnWeights(model: ModelInfo['model']): Promise<WeightsInUse> {
    return this.#ask((id) => ({ type: 'useOwnWeights', id, model }), weightsInUse);
  }

  /** Passes a message to the request that it belongs to. Returns whether there was one. */
  settle(message: FromWorker): boolean {
    if (!('id' in message)) return false;
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return false;
    if (message.type === 'tuning' || message.type === 'clipProgress') {
      waiting.progress?.(message.done, message.total);
      return true;
    }
    this.#waiting.delete(message.id);
    if ('error' in message) waiting.fail(message.error);
    else waiting.settle(message);
    return true;
  }

  /** Fails all requests, because no more answers will come. */
  failAll(failure: Failure): void {
    for (const waiting of this.#waiting.values()) waiting.fail(failure);
    this.#waiting.clear();
  }

  #ask<T>(
    message: (id: number) => ToWorker,
    answer: (message: FromWorker) => T | undefined,
    { progress, transfer }: { readonly progress?: OnProgress; readonly transfer?: readonly Transferable[] } = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId();
      const fail = (failure: Failure) => reject(new RequestFailed(failure));
      const settle = (reply: FromWorker) => {
        const value = answer(reply);
        if (value === undefined) fail({ code: 'UNEXPECTED', message: `The worker answered with "${reply.type}".` });
        else resolve(value);
      };
      this.#waiting.set(id, { settle, fail, progress });
      this.#send(message(id), transfer);
    });
  }
}

const weightsInUse = (message: FromWorker): WeightsInUse | undefined =>
  message.type === 'weightsInUse' ? message : undefined;
