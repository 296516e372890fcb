/** Coordinates the use of libvips: how many operations run at once, and that an error message belongs to the one that failed. */
import { availableParallelism } from 'node:os';
import { Semaphore } from 'async-mutex';

/** The threads of Node's pool, on which sharp decodes, unless UV_THREADPOOL_SIZE is set. */
const usualThreads = 4;

const poolThreads = Number(process.env.UV_THREADPOOL_SIZE) || usualThreads;

/** On fewer cores, decoding leaves no time for what threads of our own add: pixels are copied to be moved to the main thread. */
const fewestCores = 4;

/**
 * The number of threads worth having that decode, check and resize: half as many again as sharp has, which only decodes. 0 where the
 * main thread had better do it.
 */
export const decodingThreads =
  availableParallelism() < fewestCores ? 0 : Math.min(availableParallelism() - 1, Math.ceil(1.5 * poolThreads));

/** The number of photos worth decoding at once: one per CPU core, and one that is being checked or resized meanwhile. */
export const decodersAtOnce = Math.max(decodingThreads, Math.min(availableParallelism() + 1, poolThreads));

/** More than libvips has threads; an operation that holds all of them runs alone. */
const places = 256;
const turns = new Semaphore(places);

/**
 * Runs an operation of sharp concurrently with others. All operations must go through here: libvips keeps error messages in one
 * buffer per process, and sharp clears it at the end of every operation, whichever photo it belongs to.
 */
export function besideOthers<T>(operation: () => Promise<T>): Promise<T> {
  return turns.runExclusive(operation);
}

/**
 * The same for an operation whose error is shown to users: if it fails it is repeated alone, because its message may be lost
 * ("Unknown error") or be that of another photo.
 */
export async function besideOthersThenAlone<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await besideOthers(operation);
  } catch {
    return await turns.runExclusive(operation, places);
  }
}
