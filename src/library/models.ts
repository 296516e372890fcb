/** Which models score, and their weights. */
import { type ModelWeights, weightsIn } from '../convert/weights-in.ts';
import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import type { DetectorModel, MetricModel, Model } from '../models/model.ts';
import { detectorModels, findMetric, metricModels } from '../models/registry.ts';
import type { Host } from './host.ts';
import type { OpenOptions } from './scorer.ts';

export interface OpenModel<Kind extends Model> {
  readonly model: Kind;
  /** null for a formula. */
  readonly file: TensorFile | null;
}

export interface OpenModels {
  /** In the order that was asked for. */
  readonly metrics: readonly OpenModel<MetricModel>[];
  readonly detector: OpenModel<DetectorModel> | null;
  close(): Promise<void>;
}

/**
 * Opens the weights of all models that are asked for.
 * @throws HyperIqaError USAGE for metrics that are unknown or named twice, and weights of none of them; what the host and
 * the file formats throw. Nothing stays open then.
 */
export async function openModels<Weights>(
  host: Pick<Host<never, Weights>, 'openWeights' | 'openDefaultWeights'>,
  options: OpenOptions<Weights>,
): Promise<OpenModels> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const each of closers.splice(0)) await each();
  };
  const opened = async (
    given: Weights | null,
    model: Model | null,
  ): Promise<ModelWeights & { readonly name: string }> => {
    options.signal?.throwIfAborted();
    const source =
      given === null && model !== null ? await host.openDefaultWeights(model) : await host.openWeights(given!, options);
    const weights = await weightsIn(source);
    closers.push(() => source.close());
    return { ...weights, name: source.name };
  };
  try {
    const named = metricsNamed(options.metric);
    const found = new Map<Model, TensorFile>();
    for (const given of listOf(options.weights)) {
      const { model, file, name } = await opened(given, null);
      const expected: readonly Model[] = named ?? metricModels;
      if (!expected.includes(model) || found.has(model)) throw unexpected(name, model, expected);
      found.set(model, file);
    }
    const given = metricModels.filter((model) => found.has(model));
    const metrics: OpenModel<MetricModel>[] = [];
    for (const model of named ?? (given.length > 0 ? given : metricModels.slice(0, 1))) {
      const isFormula = model.namings.length === 0;
      const file = isFormula ? null : (found.get(model) ?? (await opened(null, model)).file);
      metrics.push({ model, file });
    }
    return { metrics, detector: await openDetector(options.faces), close };
  } catch (error) {
    await close();
    throw error;
  }

  async function openDetector(faces: boolean | Weights | undefined): Promise<OpenModel<DetectorModel> | null> {
    if (faces === undefined || faces === false) return null;
    const [detector] = detectorModels;
    const { model, file, name } = await opened(faces === true ? null : faces, detector);
    if (model !== detector) throw unexpected(name, model, [detector]);
    return { model: detector, file };
  }
}

function unexpected(file: string, model: Model, expected: readonly Model[]): HyperIqaError {
  const names = expected.map(({ name }) => name).join(', ');
  return new HyperIqaError('USAGE', `${file} holds weights of ${model.name}; expected one file for each of ${names}.`);
}

function listOf<T>(values: T | readonly T[] | undefined): readonly T[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? values : [values as T];
}

/** null where none is named. */
function metricsNamed(metric: string | readonly string[] | undefined): readonly MetricModel[] | null {
  if (metric === undefined) return null;
  const names = listOf(metric);
  const found = names.map((name) => findMetric(name));
  const known = found.filter((model) => model !== undefined);
  if (names.length > 0 && known.length === names.length && new Set(known).size === names.length) return known;
  const all = metricModels.map(({ name }) => name).join(', ');
  throw new HyperIqaError(
    'USAGE',
    `The option metric must name metrics, each at most once, not ${names.join(', ') || 'none'}; known are ${all}.`,
  );
}
