/**
 * Waits for the GPU without keeping a CPU core busy. While one of its promises is pending, Dawn's Node binding polls in every
 * turn of the event loop. On a software adapter this takes a core from the very computation that it waits for, so each turn
 * sleeps for a millisecond. Browsers do not poll; they are recognised by the lack of setImmediate.
 */

const millisecondsAsleep = 1;

/** Waits for one of Dawn's promises on a software adapter. */
export async function pollWithSleep<T>(promise: Promise<T>): Promise<T> {
  if (typeof setImmediate === 'undefined') return promise;
  // Nothing notifies the signal: Atomics.wait serves as a 1 ms sleep. Allocated on use, as browsers may lack shared memory.
  const signal = new Int32Array(new SharedArrayBuffer(4));
  let open = true;
  const settled = promise.finally(() => {
    open = false;
  });
  // The caller receives the rejection from the await below.
  settled.catch(() => undefined);
  while (open) {
    Atomics.wait(signal, 0, 0, millisecondsAsleep);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return settled;
}
