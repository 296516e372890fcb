/** Turns at libvips: how many, and that a failed operation's complaint is its own. */
import { availableParallelism } from 'node:os';
import { Semaphore } from 'async-mutex';

/** Of Node's pool, on which sharp decodes, unless UV_THREADPOOL_SIZE says otherwise. */
const usualThreads = 4;

/** How many photos are worth decoding at once: one for each processor, and one that is being checked or resized meanwhile. */
export const decodersAtOnce = Math.min(
  availableParallelism() + 1,
  Number(process.env.UV_THREADPOOL_SIZE) || usualThreads,
);

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
