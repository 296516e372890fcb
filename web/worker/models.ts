/** Which weights each model uses: those of the page's folder, or the user's; read at first use. */
import { HyperIqaError } from '../../src/errors.ts';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openSafetensors } from '../../src/formats/safetensors.ts';
import { checkpointOf } from '../../src/models/checkpoint-of.ts';
import { defaultDetector } from '../../src/models/defaults.ts';
import type { DetectorModel, Model } from '../../src/models/model.ts';
import { detectorModels, models } from '../../src/models/registry.ts';
import type { ModelInfo } from '../protocol.ts';
import { keptUserWeights } from './kept-weights.ts';
import { fetchManifest, type ManifestEntry } from './manifest.ts';
import type { OpenModel } from './open-model.ts';
import { pageWeights } from './page-weights.ts';

export type OnLoading = (name: string, loaded: number, total: number) => void;

export class Models {
  readonly #folder: string;
  readonly #loading: OnLoading;
  readonly #manifest: readonly ManifestEntry[];
  /** The weights that the user provided, by model name; the latest last. */
  readonly #own = new Map<string, OpenModel>();
  /** The weights that were read from the page's folder. */
  readonly #page = new Map<string, Promise<OpenModel>>();

  private constructor(folder: string, manifest: readonly ManifestEntry[], loading: OnLoading) {
    this.#folder = folder;
    this.#manifest = manifest;
    this.#loading = loading;
  }

  /**
   * Reads the list of weights, but no weights of the page's folder yet.
   * @param folder the page's address.
   * @throws HyperIqaError DOWNLOAD
   */
  static async load(folder: string, loading: OnLoading): Promise<Models> {
    const loaded = new Models(folder, await fetchManifest(folder), loading);
    for (const { name } of models) {
      const own = await keptUserWeights(name);
      if (own !== null) loaded.#own.set(name, own);
    }
    return loaded;
  }

  /**
   * The weights of a model: the user's own, otherwise the page's.
   * @throws HyperIqaError WEIGHTS when the page has none of it; DOWNLOAD when they are unavailable.
   */
  async open(model: Model): Promise<OpenModel> {
    const own = this.#own.get(model.name);
    if (own !== undefined) return own;
    const known = this.#page.get(model.name);
    if (known !== undefined) return known;
    const opening = this.#openPage(model);
    this.#page.set(model.name, opening);
    // A failure is reported to this call only; later calls try again.
    opening.catch(() => this.#page.delete(model.name));
    return opening;
  }

  /** The user's weights for this model; undefined when there are none. */
  ownOf(name: string): OpenModel | undefined {
    return this.#own.get(name);
  }

  /** Switches to the user's weights, or with undefined back to the page's. */
  use(name: string, own: OpenModel | undefined): void {
    this.#own.delete(name);
    if (own !== undefined) this.#own.set(name, own);
  }

  /** Whether there are weights of this model, or it needs none. */
  has(model: Model): boolean {
    return this.#own.has(model.name) || model.namings.length === 0 || this.#entryOf(model) !== undefined;
  }

  /** The detector that finds faces: the one that the user provided last, otherwise the usual one. */
  detector(): DetectorModel {
    const provided = [...this.#own.keys()].reverse();
    const [latest] = provided.flatMap((name) => detectorModels.filter((model) => model.name === name));
    return latest ?? defaultDetector;
  }

  /** All models that can be used: those with weights here, and those that need none. */
  infos(): readonly ModelInfo[] {
    return models.flatMap((model) => this.#infoOf(model) ?? []);
  }

  #infoOf(model: Model): ModelInfo | null {
    const own = this.#own.get(model.name);
    if (own !== undefined) {
      const { name, bytes, sha256, file, report } = own;
      const protocol = file.metadata.protocol ?? null;
      return {
        model: model.name,
        name,
        bytes,
        sha256,
        report,
        origin: 'user',
        ...stated(model, file.metadata, protocol),
      };
    }
    const entry = this.#entryOf(model);
    if (entry !== undefined) {
      const { file: name, bytes, sha256, metadata } = entry;
      const protocol = metadata.protocol ?? null;
      return { model: model.name, name, bytes, sha256, origin: 'page', ...stated(model, metadata, protocol) };
    }
    if (model.namings.length > 0) return null;
    return { model: model.name, name: '', bytes: 0, sha256: '', origin: 'page', ...stated(model, {}, null) };
  }

  #entryOf(model: Model): ManifestEntry | undefined {
    return this.#manifest.find((entry) => entry.model === model.name);
  }

  async #openPage(model: Model): Promise<OpenModel> {
    if (model.namings.length === 0) {
      const file = { format: 'safetensors', metadata: { model: model.name }, tensors: new Map() } as const;
      return { model: model.name, file, name: '', bytes: 0, sha256: '', origin: 'page' };
    }
    const entry = this.#entryOf(model);
    if (entry === undefined) {
      throw new HyperIqaError(
        'WEIGHTS',
        `This page has no weights of ${model.title}: drop a checkpoint of it onto the page, or deselect it.`,
      );
    }
    const { file: name, bytes, sha256 } = entry;
    const data = await pageWeights(this.#folder, entry, (loaded) => this.#loading(name, loaded, bytes));
    const file = await openSafetensors(new MemorySource(name, data));
    return { model: model.name, file, name, bytes, sha256, origin: 'page' };
  }
}

/** What the weights' metadata state about their scores. */
function stated(
  model: Model,
  metadata: Readonly<Record<string, string>>,
  protocol: string | null,
): Pick<ModelInfo, 'checkpoint' | 'protocol'> {
  const checkpoint = checkpointOf(model, { metadata });
  return { checkpoint, protocol: protocol ?? checkpoint.protocol };
}
