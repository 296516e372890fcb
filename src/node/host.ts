/** How Node reads photos and weights and opens the GPU, for the library. */
import { MemorySource } from '../formats/byte-source.ts';
import type { ByteSource } from '../formats/tensor-file.ts';
import type { DecodedPhoto } from '../image/photo.ts';
import { bytesOf, type FileBytes, isFileBytes, nameOfBytes, receive } from '../library/bytes.ts';
import { checkDigest, givenBytes } from '../library/given-weights.ts';
import type { Host, PlanningMetrics, ReadingOptions, WeightsOptions } from '../library/host.ts';
import { isPixels, type Pixels, photoOfPixels } from '../library/pixels.ts';
import type { WeightsProgress } from '../library/scorer.ts';
import { unknownInput } from '../library/unknown-input.ts';
import type { Model } from '../models/model.ts';
import { addressName, isFetched, pathOf } from '../platform/addresses.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { fetchPhoto } from '../platform/fetch-photo.ts';
import { openFile } from '../platform/file-source.ts';
import { decodersAtOnce } from '../platform/libvips.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { sha256Of } from '../platform/sha256.ts';
import { processThreads } from './decode-threads/threads.ts';
import { defaultWeights } from './default-weights.ts';
import { missingWeights } from './missing-weights.ts';

/** What a photo may be given as: a path, an address (file:, http:, https:, data:), a file's bytes, or pixels. */
export type PhotoInput = string | URL | FileBytes | Pixels;

/** An address together with the checksum of its file. */
export interface WeightsAt {
  readonly url: string | URL;
  /** Hexadecimal; another file is refused. */
  readonly sha256?: string;
}

/** What weights may be given as: a path, an address (file:, http:, https:, data:), or a file's bytes. */
export type WeightsInput = string | URL | WeightsAt | Blob | ArrayBuffer | Uint8Array;

export class NodeHost implements Host<PhotoInput, WeightsInput> {
  readonly choices = choiceFile;
  readonly decodersAtOnce = decodersAtOnce;
  readonly receive = receive;
  readonly #adapter: string | undefined;

  /** @param adapter see `openNodeGpu`. */
  constructor(adapter: string | undefined) {
    this.#adapter = adapter;
  }

  openGpu(): ReturnType<typeof openNodeGpu> {
    return openNodeGpu({ adapter: this.#adapter });
  }

  async openWeights(weights: WeightsInput, options: WeightsOptions): Promise<ByteSource> {
    const at =
      typeof weights === 'object' && weights !== null && 'url' in weights
        ? weights
        : { url: weights, sha256: undefined };
    let isComplete = false;
    const onProgress = (progress: WeightsProgress) => {
      isComplete = progress.loaded === progress.total;
      options.onProgress?.(progress);
    };
    const source = await openSource(at.url, { ...options, onProgress });
    try {
      const { name: file, size } = source;
      if (!isComplete) onProgress({ file, loaded: size, total: size });
      if (at.sha256 !== undefined) checkDigest(source.name, await sha256Of(source), at.sha256);
      return source;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  async openDefaultWeights(model: Model): Promise<ByteSource> {
    const path = await defaultWeights(model);
    if (path !== null) return openFile(path);
    throw missingWeights(model);
  }

  nameOf(input: PhotoInput): string {
    if (typeof input === 'string' || input instanceof URL) return addressName(String(input));
    if (typeof input === 'object' && input !== null) {
      if (isFileBytes(input)) return nameOfBytes(input);
      if (isPixels(input)) return 'pixels';
    }
    throw unknownInput('a photo: a path, an address, bytes, a Blob, a stream, or {width, height, data}', input);
  }

  async read(
    input: PhotoInput,
    file: string,
    options: ReadingOptions,
    metrics: PlanningMetrics,
  ): Promise<DecodedPhoto> {
    if (typeof input === 'object' && !(input instanceof URL) && !isFileBytes(input)) {
      return { ...photoOfPixels(input, options.maxPixels), warnings: [] };
    }
    return processThreads.decode(await fileOf(input, file, options.signal), file, options, metrics);
  }
}

async function fileOf(input: string | URL | FileBytes, name: string, signal?: AbortSignal): Promise<Uint8Array> {
  if (typeof input !== 'string' && !(input instanceof URL)) return bytesOf(input, name, signal);
  const address = String(input);
  return isFetched(address) ? fetchPhoto(address, signal) : readRegularFile(pathOf(address));
}

async function openSource(
  weights: Exclude<WeightsInput, WeightsAt>,
  { signal, onProgress }: WeightsOptions,
): Promise<ByteSource> {
  if (typeof weights !== 'string' && !(weights instanceof URL)) {
    const given = givenBytes(weights);
    if (given !== null) return given;
    throw unknownInput('weights: a path, an address, {url, sha256}, bytes or a Blob', weights);
  }
  const address = String(weights);
  if (!isFetched(address)) return openFile(pathOf(address));
  const file = addressName(address);
  const bytes = await fetchPhoto(address, signal, (loaded, total) => onProgress?.({ file, loaded, total }));
  return new MemorySource(file, bytes);
}
