/** Measures the speed of a run of many photos, and estimates the remaining time. */

/** The number of times that the speed is averaged over: enough to be steady, few enough to follow changes. */
const remembered = 20;

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Photos per second; null until the first is done. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Tracks one run, from the first photo to the last that is answered. Times are milliseconds of the same clock. */
export class Pace {
  #total = 0;
  #done = 0;
  #failed = 0;
  readonly #times: number[] = [];

  add(photos: number): void {
    this.#total += photos;
  }

  /** Starts the clock at the first photo; later calls have no effect. */
  begin(now: number): void {
    if (this.#times.length === 0) this.#times.push(now);
  }

  /** Removes a photo that will not be scored after all. */
  drop(): void {
    this.#total--;
  }

  finish(now: number, failed: boolean): void {
    this.#done++;
    if (failed) this.#failed++;
    this.#times.push(now);
    if (this.#times.length > remembered) this.#times.shift();
  }

  get progress(): Progress {
    const elapsed = (this.#times.at(-1) ?? 0) - (this.#times.at(0) ?? 0);
    const perSecond = elapsed > 0 ? ((this.#times.length - 1) / elapsed) * 1000 : null;
    return {
      done: this.#done,
      total: this.#total,
      failed: this.#failed,
      perSecond,
      secondsLeft: perSecond === null ? null : (this.#total - this.#done) / perSecond,
    };
  }

  get finished(): boolean {
    return this.#done >= this.#total;
  }
}
