/** Which weights each model uses: those of the page's folder, or what the user dropped in their place. */

import { MemorySource } from '../../src/formats/byte-source.ts';
import { openTensorFile } from '../../src/formats/detect.ts';
import { models } from '../../src/models/registry.ts';
import { fetchManifest, type ManifestEntry } from './manifest.ts';
import type { OpenModel } from './open-model.ts';
import { pageWeights } from './page-weights.ts';
import { keptUserWeights } from './user-weights.ts';

export type OnLoading = (name: string, loaded: number, total: number) => void;

const modelNames: readonly string[] = models.map(({ name }) => name);

export class Models {
  readonly #folder: string;
  readonly #manifest: readonly ManifestEntry[];
  readonly #open = new Map<string, OpenModel>();

  private constructor(folder: string, manifest: readonly ManifestEntry[]) {
    this.#folder = folder;
    this.#manifest = manifest;
  }

  /**
   * The user's own weights where some were kept, else the page's. A model that has neither is left out.
   * @param folder the page's address.
   * @throws HyperIqaError DOWNLOAD
   */
  static async load(folder: string, loading: OnLoading): Promise<Models> {
    const loaded = new Models(folder, await fetchManifest(folder));
    for (const model of modelNames) {
      const own = await keptUserWeights(model);
      if (own === null) await loaded.useOwn(model, loading);
      else loaded.use(own);
    }
    return loaded;
  }

  get(model: string): OpenModel | undefined {
    return this.#open.get(model);
  }

  all(): readonly OpenModel[] {
    return modelNames.map((model) => this.#open.get(model)).filter((open) => open !== undefined);
  }

  use(weights: OpenModel): void {
    this.#open.set(weights.model, weights);
  }

  /** Undoes a change. */
  restore(model: string, before: OpenModel | undefined): void {
    if (before === undefined) this.#open.delete(model);
    else this.#open.set(model, before);
  }

  /** Takes the weights of the page's folder; the model is left out if it has none. */
  async useOwn(model: string, loading: OnLoading): Promise<void> {
    const entry = this.#manifest.find((candidate) => candidate.model === model);
    if (entry === undefined) {
      this.#open.delete(model);
      return;
    }
    const { file: name, bytes, sha256 } = entry;
    const data = await pageWeights(this.#folder, entry, (loaded) => loading(name, loaded, bytes));
    const file = await openTensorFile(new MemorySource(name, data));
    this.#open.set(model, { model, file, name, bytes, sha256, origin: 'page' });
  }
}
