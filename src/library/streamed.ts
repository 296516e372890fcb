/** Collects bytes that arrive in parts. */
import { HyperIqaError } from '../errors.ts';
import { returnUnawaited } from '../prefetch.ts';
import { onAbort, unlessAborted } from './abort.ts';
import { isBytes, isReadableStream } from './kind-of.ts';

/** The common interface of Node's and browsers' streams. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

export function isByteStream(input: object): input is ByteStream {
  return isReadableStream(input) || Symbol.asyncIterator in input;
}

/** Larger than any photo of 200 megapixels that a camera writes. */
const mostBytes = 512 * 2 ** 20;

/**
 * All bytes of a stream, which is cancelled when the signal is aborted.
 * @param name stands for it in messages.
 * @throws HyperIqaError IMAGE when it has more than 512 MiB; USAGE when it has something other than bytes; the signal's reason; the
 * error of the stream.
 */
export async function allBytes(
  stream: ByteStream,
  name: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of partsOf(stream, signal)) {
    signal?.throwIfAborted();
    // A program in JavaScript may pass a stream of anything.
    if (!isBytes(part)) {
      throw new HyperIqaError('USAGE', `${name} is a stream of ${typeof part}; it must be one of bytes (Uint8Array).`);
    }
    length += part.length;
    if (length > mostBytes) throw new HyperIqaError('IMAGE', `${name} has more than ${mostBytes / 2 ** 20} MiB.`);
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function partsOf(stream: ByteStream, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  return isReadableStream(stream) ? partsOfReadable(stream, signal) : partsOfIterable(stream, signal);
}

/** A stream of Node's that waits for data only ends if it is destroyed. */
interface Destroyable {
  destroy?(): void;
  on?(event: 'error', listener: () => void): void;
}

/**
 * Keeps a stream that is read later from ending the process if it fails before: Node throws errors of streams that nobody listens to.
 * Reading it reports them.
 */
export function holdStream(input: unknown): void {
  if (typeof input !== 'object' || input === null || !isByteStream(input) || isReadableStream(input)) return;
  (input as Destroyable).on?.('error', () => undefined);
}

/** Releases the file or connection of a stream that will not be read. */
export function discardStream(input: unknown): void {
  holdStream(input);
  if (typeof input !== 'object' || input === null || !isByteStream(input)) return;
  if (!isReadableStream(input)) (input as Destroyable).destroy?.();
  else if (!input.locked) input.cancel().catch(() => undefined);
}

async function* partsOfIterable(
  stream: AsyncIterable<Uint8Array> & Destroyable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const iterator = stream[Symbol.asyncIterator]();
  // Programs in JavaScript may return the results themselves, as `for await` allows.
  const next = () => unlessAborted(Promise.resolve(iterator.next()), signal);
  let isDone = false;
  try {
    for (let part = await next(); !part.done; part = await next()) yield part.value;
    isDone = true;
  } finally {
    if (!isDone) {
      stream.destroy?.();
      returnUnawaited(iterator);
    }
  }
}

/** Reads by a reader, since not every browser can iterate over its streams. */
async function* partsOfReadable(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel(signal?.reason).catch(() => undefined);
  const end = signal && onAbort(signal, cancel);
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
    signal?.throwIfAborted();
  } finally {
    end?.();
    await reader.cancel().catch(() => undefined);
  }
}
