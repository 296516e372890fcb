/** Work on a device that may be lost: what lives on it is opened anew, and the work done once more. */
import { HyperIqaError, isDeviceLoss } from '../errors.ts';

/** Systems take a while after a loss until they give an adapter again: pauses between attempts, in milliseconds. */
const pauses = [0, 500, 2000, 5000];

export interface RenewableEvents<T> {
  /** The device is lost; another one is being opened. */
  lost(loss: HyperIqaError): void;
  /** After `lost`: all works again. */
  renewed(opened: T): void;
  /** After `lost`: nothing works until `open` is called again. */
  failed(reason: unknown): void;
}

export class Renewable<T extends { close(): void }> {
  readonly #make: () => Promise<T>;
  readonly #events: RenewableEvents<T>;
  #opened: Promise<T>;

  /** @param make opens a device and what is needed on it; first called by `open`. */
  constructor(make: () => Promise<T>, events: RenewableEvents<T>) {
    this.#make = make;
    this.#events = events;
    this.#opened = closed();
    this.#opened.catch(() => undefined);
  }

  /** Opens, and closes first what is open. @throws what `make` throws; so does all use until this is called again. */
  open(): Promise<T> {
    return this.#replace(this.#make);
  }

  /**
   * Does the work; if the device is lost meanwhile, once more on a new one. A second loss ends it, and all other use:
   * work that costs the device twice would cost it again. Works may overlap.
   * @throws what the work and `make` throw; HyperIqaError DEVICE_LOST after the second loss.
   */
  async use<R>(work: (opened: T) => Promise<R>): Promise<R> {
    const first = this.#opened;
    const before = await first;
    try {
      return await work(before);
    } catch (error) {
      if (!isDeviceLoss(error)) throw error;
      // Works that overlap all meet the loss; the first one to tell of it renews the device for all.
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
    // A failure is told to whoever uses it; nobody may.
    this.#opened.catch(() => undefined);
    return this.#opened;
  }

  #renew(loss: HyperIqaError): void {
    this.#events.lost(loss);
    const renewal = this.#replace(() => this.#makeWithPatience());
    // Unless another work has given up meanwhile, or it was closed.
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
      `${loss.message}. It was lost at the same work before, so this ends here: update the graphics driver, or use ` +
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
