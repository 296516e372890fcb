/**
 * Waiting for the GPU without keeping the processor busy. Dawn's Node binding polls in a loop as long as one of its
 * promises is open; where the "GPU" is a software adapter, that loop takes a core from the very work it waits for. So
 * the promise is asked for only when most of the time that the last run took has passed.
 */

/** Shorter waits are not worth a timer. */
const shortest = 20;

/** The share of the last wait to sleep through: should work get faster, the next waits shrink by this factor each. */
const share = 0.85;

export class Patience {
  #last = 0;

  /** Sleeps as long as it is likely too early, then calls `ask` and waits for it. */
  async wait(ask: () => Promise<undefined>): Promise<void> {
    const start = performance.now();
    const early = this.#last * share;
    if (early > shortest) await new Promise((resolve) => setTimeout(resolve, early));
    await ask();
    this.#last = performance.now() - start;
  }
}
