/** Runs work on a device that may be lost. After a loss, what lives on the device is reopened and the work repeated. */
import { HyperIqaError, isDeviceLoss } from '../errors.ts';

/** Pauses in milliseconds between attempts to reopen: after a loss, systems take a while to offer an adapter again. */
const pauses = [0, 500, 2000, 5000];

export interface RenewableEvents<T> {
  /** The device was lost and is being reopened. */
  lost(loss: HyperIqaError): void;
  /** Follows `lost`: the device is open again. */
  renewed(opened: T): void;
  /** Follows `lost`: reopening failed, and nothing works until `open` is called again. */
  failed(reason: unknown): void;
}

export class Renewable<T extends { close(): void }> {
  readonly #make: () => Promise<T>;
  readonly #events: RenewableEvents<T>;
  #opened: Promise<T>;

  /** @param make opens a device and what is needed on it; it is first called by `open`. */
  constructor(make: () => Promise<T>, events: RenewableEvents<T>) {
    this.#make = make;
    this.#events = events;
    this.#opened = closed();
    this.#opened.catch(() => undefined);
  }

  /**
   * Opens the device, after closing the one that is open, if any.
   * @throws what `make` throws; `use` throws the same until `open` is called again.
   */
  open(): Promise<T> {
    return this.#replace(this.#make);
  }

  /**
   * Does the work, and repeats it once on a new device if the device is lost meanwhile. A second loss ends all use, since work
   * that costs the device twice would probably cost it again. Calls may overlap.
   * @throws what `work` and `make` throw; HyperIqaError DEVICE_LOST after the second loss.
   */
  async use<R>(work: (opened: T) => Promise<R>): Promise<R> {
    const first = this.#opened;
    const before = await first;
    try {
      return await work(before);
    } catch (error) {
      if (!isDeviceLoss(error)) throw error;
      // All overlapping work meets the same loss; only the first call to report it reopens the device.
      if (this.#opened === first) this.#renew(error);
    }
    const renewed = await this.#opened;
    try {
      return await work(renewed);
    } catch (error) {
      throw isDeviceLoss(error) ? this.#giveUp(error) : error;
    }
  }

  async close(): Promise<void> {
    await this.#replace(closed).catch(() => undefined);
  }

  #replace(make: () => Promise<T>): Promise<T> {
    const isGone = this.#opened.then(
      (before) => before.close(),
      () => undefined,
    );
    this.#opened = isGone.then(make);
    // Every user gets the rejection; without one it would be reported as unhandled.
    this.#opened.catch(() => undefined);
    return this.#opened;
  }

  #renew(loss: HyperIqaError): void {
    this.#events.lost(loss);
    const renewal = this.#replace(() => this.#makeWithPatience());
    // Nothing is reported if this renewal was superseded: another call gave up, or the device was closed.
    const tell = (event: () => void) => this.#opened === renewal && event();
    renewal.then(
      (opened) => tell(() => this.#events.renewed(opened)),
      (reason) => tell(() => this.#events.failed(reason)),
    );
  }

  async #makeWithPatience(attempt = 0): Promise<T> {
    await new Promise((resolve) => setTimeout(resolve, pauses[attempt]));
    try {
      return await this.#make();
    } catch (error) {
      const mayPass = error instanceof HyperIqaError && error.code === 'NO_ADAPTER';
      if (mayPass && attempt + 1 < pauses.length) return this.#makeWithPatience(attempt + 1);
      throw error;
    }
  }

  #giveUp(loss: HyperIqaError): HyperIqaError {
    const message =
      `${loss.message}. It was lost during the same work before, so this run ends: update the graphics driver, or use ` +
      'another adapter.';
    const end = new HyperIqaError('DEVICE_LOST', message, { cause: loss });
    this.#replace(() => Promise.reject(end));
    this.#events.failed(end);
    return end;
  }
}

function closed(): Promise<never> {
  return Promise.reject(new HyperIqaError('DEVICE_LOST', 'No device is open'));
}
