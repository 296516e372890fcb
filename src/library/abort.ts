/** Work that ends when its signal is aborted. */

/** One listener serves all calls with one signal: Node takes more than ten for a leak, and warns. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal is aborted; not for one that is aborted already.
 * @returns ends that.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const known = callbacks.get(signal) ?? new Set();
  if (!callbacks.has(signal)) {
    callbacks.set(signal, known);
    const callAll = () => {
      for (const each of [...known]) each();
    };
    signal.addEventListener('abort', callAll, { once: true });
  }
  known.add(callback);
  return () => known.delete(callback);
}

/**
 * Resolves as `work` does, or rejects with the signal's reason as soon as it is aborted. The work itself continues unless it
 * observes the signal as well.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const end = onAbort(signal, abort);
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(end);
  });
}
