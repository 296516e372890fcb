/**
 * Decodes, checks and resizes photos in threads. The main thread, which feeds the GPU, would otherwise need about 40 ms for each
 * photo of 12 megapixels, however many cores there are.
 */
import type { DecodedPhoto } from '../../image/photo.ts';
import { keepCopies } from '../../image/resized-copies.ts';
import type { PlanningMetrics } from '../../library/host.ts';
import { type DecodeOptions, decodePhotoBytes } from '../../platform/decode.ts';
import { besideOthers, decodingThreads } from '../../platform/libvips.ts';
import { packageFile } from '../../platform/package-root.ts';
import { ThreadPool, type ThreadPoolOptions } from '../../platform/thread-pool.ts';
import type { DecodeAnswer, DecodeTask, PlanName } from './messages.ts';

export interface DecodingThreadsOptions extends ThreadPoolOptions {
  /** How many photos are decoded on the main thread first: a thread takes a tenth of a second to start. */
  readonly photosBefore: number;
}

export class DecodingThreads {
  readonly #pool: ThreadPool<DecodeTask, DecodeAnswer> | null;
  readonly #photosBefore: number;
  #photos = 0;

  constructor({ photosBefore, ...options }: DecodingThreadsOptions) {
    this.#pool = options.threads === 0 ? null : new ThreadPool(options);
    this.#photosBefore = photosBefore;
  }

  /**
   * Decodes a photo as `decodePhotoBytes`, with the copies that these metrics resize it to (see `resizedCopy`). A photo that fails
   * in a thread is decoded again here, so that errors are the same and libvips' messages belong to their photo.
   */
  async decode(bytes: Uint8Array, name: string, options: DecodeOptions, plans: PlanningMetrics): Promise<DecodedPhoto> {
    const pool = ++this.#photos > this.#photosBefore ? this.#pool : null;
    if (pool !== null) {
      const { maxPixels, autoOrient } = options;
      const task = { bytes, options: { maxPixels, autoOrient }, plans: namesOf(plans) };
      const { photo, copies } = (await besideOthers(() => pool.ask(task))) ?? { photo: null, copies: [] };
      if (photo !== null) {
        keepCopies(photo, copies);
        return photo;
      }
    }
    return decodePhotoBytes(bytes, name, options);
  }

  /** Ends all idle threads. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }
}

function namesOf(plans: PlanningMetrics): readonly PlanName[] {
  return plans.flatMap(({ model, protocol }) =>
    protocol === null ? [] : [{ model: model.name, protocol: protocol.name }],
  );
}

/** The threads of this process. */
export const processThreads = new DecodingThreads({
  threads: decodingThreads,
  photosBefore: 64,
  script: packageFile('dist/decode-thread.js'),
});
