/**
 * Waiting for the GPU without keeping the processor busy. Dawn's Node binding polls in every turn of the event loop as
 * long as one of its promises is open. Where the "GPU" is a software adapter, that takes a core from the very work it
 * waits for; so there each turn is made to last a millisecond, which the thread sleeps. Browsers do not poll, and have
 * no setImmediate to tell them by.
 */

const millisecondsAsleep = 1;

/** Waits for one of Dawn's promises on a software adapter. */
export async function pollWithSleep<T>(promise: Promise<T>): Promise<T> {
  if (typeof setImmediate === 'undefined') return promise;
  // Never notified: Atomics.wait is used as a 1 ms sleep. Made here, since browsers may lack shared memory.
  const signal = new Int32Array(new SharedArrayBuffer(4));
  let open = true;
  const settled = promise.finally(() => {
    open = false;
  });
  // The rejection is the caller's, who gets it below.
  settled.catch(() => undefined);
  while (open) {
    Atomics.wait(signal, 0, 0, millisecondsAsleep);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return settled;
}
