/** Packed weights on the device. Programs that use the same key share a buffer, which is released with its last user. */
import type { PackedWeights } from '../kernels/kernel.ts';
import { captureErrors } from './error-scopes.ts';

interface Entry {
  readonly buffer: Promise<GPUBuffer>;
  users: number;
}

export class WeightBuffers {
  readonly #device: GPUDevice;
  readonly #entries = new Map<string, Entry>();
  #lastUpload: Promise<unknown> = Promise.resolve();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Returns the filled buffer. Every call must be paired with a call of `release`, even if this one failed. */
  acquire(weights: PackedWeights): Promise<GPUBuffer> {
    let entry = this.#entries.get(weights.key);
    if (entry === undefined) {
      // Uploads are sequential, so that at any time at most one layer's weights are held both here and on the device.
      const buffer = this.#lastUpload.then(() => this.#upload(weights));
      this.#lastUpload = buffer.catch(() => undefined);
      entry = { buffer, users: 0 };
      this.#entries.set(weights.key, entry);
    }
    entry.users++;
    return entry.buffer;
  }

  release(weights: PackedWeights): void {
    const entry = this.#entries.get(weights.key);
    if (entry === undefined || --entry.users > 0) return;
    this.#entries.delete(weights.key);
    entry.buffer.then(
      (buffer) => buffer.destroy(),
      () => undefined,
    );
  }

  /** Packs straight into the mapped buffer, so that the packed weights are never copied on the CPU. */
  async #upload(weights: PackedWeights): Promise<GPUBuffer> {
    const buffer = await captureErrors(this.#device, `the weights ${weights.key}`, () =>
      this.#device.createBuffer({
        label: weights.key,
        size: Math.max(16, weights.byteLength),
        usage: GPUBufferUsage.STORAGE,
        mappedAtCreation: true,
      }),
    );
    try {
      await weights.pack(buffer.getMappedRange(0, weights.byteLength));
    } catch (error) {
      buffer.destroy();
      throw error;
    }
    buffer.unmap();
    return buffer;
  }
}
