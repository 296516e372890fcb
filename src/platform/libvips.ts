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

/** More than libvips has threads; who holds them all is alone. */
const places = 256;
const turns = new Semaphore(places);

/**
 * Runs an operation of sharp beside others. All of them must go through here: libvips keeps what went wrong in one
 * buffer for the whole process, and sharp empties it at the end of every operation, of whichever photo.
 */
export function besideOthers<T>(operation: () => Promise<T>): Promise<T> {
  return turns.runExclusive(operation);
}

/**
 * The same for an operation whose error is shown to people: one that fails is run once more, alone, for its words may be
 * gone ("Unknown error") or be those of another photo that failed meanwhile.
 *
 * @throws what the operation throws when it runs alone.
 */
export async function besideOthersThenAlone<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await besideOthers(operation);
  } catch {
    return await turns.runExclusive(operation, places);
  }
}
