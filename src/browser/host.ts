/** How browsers read photos and weights and open the GPU, for the library. */
import { HyperIqaError } from '../errors.ts';
import { BlobSource } from '../formats/blob-source.ts';
import { MemorySource } from '../formats/byte-source.ts';
import type { ByteSource } from '../formats/tensor-file.ts';
import type { DecodedPhoto } from '../image/photo.ts';
import { bytesOf, type FileBytes, isFileBytes, nameOfBytes, receive } from '../library/bytes.ts';
import { checkDigest, givenBytes } from '../library/given-weights.ts';
import type { Host, ReadingOptions, WeightsOptions } from '../library/host.ts';
import { hasTag } from '../library/kind-of.ts';
import { isPixels, type Pixels, photoOfPixels } from '../library/pixels.ts';
import { unknownInput } from '../library/unknown-input.ts';
import type { Model } from '../models/model.ts';
import { choiceStorage } from './choice-storage.ts';
import { decodePhoto } from './decode/decode.ts';
import { type Drawable, isDrawable, photoDrawn } from './drawable.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { webGpu } from './gpu.ts';
import { sha256Of } from './sha256.ts';
import { keep, kept } from './storage.ts';

/**
 * What a photo may be given as: an address, a file's bytes (File, Blob, ArrayBuffer, stream), an image element, whose file is
 * fetched, pixels (also ImageData), or anything that a canvas can draw.
 */
export type PhotoInput = string | URL | FileBytes | HTMLImageElement | Pixels | Drawable;

/** An address together with the checksum of its file. */
export interface WeightsAt {
  readonly url: string | URL;
  /** Hexadecimal. Another file is refused; this one is kept in the browser's storage for later visits. */
  readonly sha256?: string;
}

/** What weights may be given as: an address, or a file's bytes. */
export type WeightsInput = string | URL | WeightsAt | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

export const browserHost: Host<PhotoInput, WeightsInput> = {
  choices: choiceStorage,
  // What a browser decodes at once, it decides itself; checks and conversions share one thread.
  decodersAtOnce: 1,
  receive,

  async openGpu() {
    return { gpu: webGpu(), notice: null };
  },

  async openWeights(weights, options) {
    const given = givenBytes(weights);
    if (given !== null) return given;
    if (typeof weights === 'string' || weights instanceof URL) return fetchWeights({ url: weights }, options);
    if (typeof weights === 'object' && weights !== null && 'url' in weights) return fetchWeights(weights, options);
    throw unknownInput('weights: an address, {url, sha256}, bytes or a Blob', weights);
  },

  async openDefaultWeights({ name, checkpoints: [{ file }] }: Model) {
    throw new HyperIqaError(
      'USAGE',
      `Browsers have no default weights of ${name}: pass the URL of ${file} to open (weights, or faces).`,
    );
  },

  nameOf(input) {
    if (typeof input === 'string' || input instanceof URL) return addressName(String(input));
    if (typeof input === 'object' && input !== null) {
      if (isImage(input)) return addressName(addressOf(input));
      if (isFileBytes(input)) return nameOfBytes(input);
      if (isDrawable(input) || isPixels(input)) return 'pixels';
    }
    throw unknownInput(
      'a photo: an address, a File or Blob, bytes, a stream, an image, a canvas, a video or its frame, or {width, height, data}',
      input,
    );
  },

  async read(input, file, options): Promise<DecodedPhoto> {
    if (typeof input === 'string' || input instanceof URL) return fetchPhoto(String(input), file, options);
    if (isImage(input)) return fetchPhoto(addressOf(input), file, options);
    if (isFileBytes(input)) return decode(await bytesOf(input, file, options.signal), file, options);
    const pixels = isDrawable(input) ? photoDrawn(input) : input;
    return { ...photoOfPixels(pixels, options.maxPixels), warnings: [] };
  },
};

function isImage(input: object): input is HTMLImageElement {
  return hasTag(input, 'HTMLImageElement');
}

/** @throws HyperIqaError USAGE for an image that has none; an empty address would be the page's own. */
function addressOf(image: HTMLImageElement): string {
  const address = image.currentSrc || image.src;
  if (address === '')
    throw new HyperIqaError('USAGE', 'The image has no address (src): set it, or pass the file itself.');
  return address;
}

/** A data: address is not shown as a name. */
function addressName(address: string): string {
  return address.startsWith('data:') ? address.slice(0, address.indexOf(',') + 1) : address;
}

async function fetchPhoto(address: string, file: string, options: ReadingOptions): Promise<DecodedPhoto> {
  return decode(await fetchBytes(address, file, options.signal), file, options);
}

function decode(bytes: Uint8Array<ArrayBuffer>, file: string, options: ReadingOptions): Promise<DecodedPhoto> {
  return decodePhoto(bytes, file, options.autoOrient, options.maxPixels);
}

async function fetchWeights({ url, sha256 }: WeightsAt, { signal, onProgress }: WeightsOptions): Promise<ByteSource> {
  const file = addressName(String(url));
  const report = (loaded: number, total: number | null) => onProgress?.({ file, loaded, total });
  if (sha256 === undefined) return new MemorySource(file, await fetchBytes(url, file, signal, report));
  const expected = sha256.toLowerCase();
  const key = `weights/${expected}`;
  const before = await kept(key);
  if (before?.sha256 === expected) {
    report(before.blob.size, before.blob.size);
    return new BlobSource(file, before.blob);
  }
  const bytes = await fetchBytes(url, file, signal, report);
  checkDigest(file, await sha256Of(bytes), expected);
  // If the browser refuses to store the file, the next visit fetches it again.
  await keep(key, new Blob([bytes]));
  return new MemorySource(file, bytes);
}
