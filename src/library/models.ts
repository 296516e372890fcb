/** Selects the models that score, and opens their weights. */
import { type ModelWeights, weightsIn } from '../convert/weights-in.ts';
import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import { defaultDetector, defaultFaceMetric, defaultLandmarks, defaultMetric } from '../models/defaults.ts';
import type { MetricModel } from '../models/metric.ts';
import type { DetectorModel, Model } from '../models/model.ts';
import { loadRegistry, modelNamed } from '../models/named.ts';
import { requestedMetrics } from '../models/requested.ts';
import { needsLandmarks } from '../scoring/score-face.ts';
import type { Host } from './host.ts';
import type { OpenModel, RunModels } from './networks.ts';
import type { OpenOptions } from './scorer.ts';

export interface OpenModels extends RunModels {
  close(): Promise<void>;
}

/**
 * Opens the weights of all requested models. If that fails, everything is closed again.
 * @throws HyperIqaError USAGE for metrics that are unknown or named twice, weights that belong to none of them, and face options
 * without a face search; what the host and the file formats throw.
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
    checkFaceOptions(options);
    const named = await metricsNamed('metric', options.metric);
    const ofFaces = await metricsNamed('faceMetric', options.faceMetric);
    const found = new Map<Model, TensorFile>();
    for (const given of listOf(options.weights)) {
      const { model, file, name } = await opened(given, null);
      const others: readonly Model[] = [...(named ?? []), ...(ofFaces ?? []), defaultLandmarks];
      const isExpected = others.includes(model) || (named === null && model.task === 'metric');
      if (!isExpected || found.has(model)) {
        throw unexpected(name, model, [...(named === null ? (await loadRegistry()).metricModels : []), ...others]);
      }
      found.set(model, file);
    }
    const weightsOf = async <Kind extends Model>(model: Kind): Promise<OpenModel<Kind>> => {
      if (model.namings.length === 0) return { model, file: null };
      const file = found.get(model) ?? (await opened(null, model)).file;
      found.set(model, file);
      return { model, file };
    };
    const all = async (models: readonly MetricModel[]) => {
      const list: OpenModel<MetricModel>[] = [];
      for (const model of models) list.push(await weightsOf(model));
      return list;
    };
    const needsFaces = ofFaces !== null || options.landmarks === true || options.detectorTiles === true;
    const detector = await openDetector(options.faces ?? needsFaces);
    const held = [...found.keys()].filter((model) => model.task === 'metric');
    const usual = { ofPhotos: defaultMetric, ofFaces: detector === null ? null : defaultFaceMetric };
    const requested = requestedMetrics(named, ofFaces, held, usual);
    const metrics = await all(named ?? (await inOrder(requested.ofPhotos)));
    const faceMetrics = requested.ofFaces && (await all(requested.ofFaces));
    const faceJudges = (faceMetrics ?? metrics).map(({ model }) => model);
    const aligns = detector !== null && needsLandmarks(faceJudges, detector.model);
    return {
      metrics,
      faceMetrics,
      detector,
      detectorTiles: options.detectorTiles,
      landmarks: options.landmarks || aligns ? await weightsOf(defaultLandmarks) : null,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }

  async function openDetector(faces: boolean | Weights): Promise<OpenModel<DetectorModel> | null> {
    if (faces === false) return null;
    const { model, file, name } = await opened(faces === true ? null : faces, defaultDetector);
    if (model.task !== 'detector') throw unexpected(name, model, (await loadRegistry()).detectorModels);
    return { model, file };
  }
}

function unexpected(file: string, model: Model, expected: readonly Model[]): HyperIqaError {
  const names = expected.map(({ name }) => name).join(', ');
  return new HyperIqaError('USAGE', `${file} holds weights of ${model.name}; expected one file for each of ${names}.`);
}

/** In the registry's order, where files of weights name the metrics: the first one gives the score. */
async function inOrder(metrics: readonly MetricModel[]): Promise<readonly MetricModel[]> {
  if (metrics.length < 2) return metrics;
  const { metricModels } = await loadRegistry();
  return metricModels.filter((model) => metrics.includes(model));
}

function listOf<T>(values: T | readonly T[] | undefined): readonly T[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? values : [values as T];
}

function checkFaceOptions({ faces, faceMetric, landmarks, detectorTiles }: OpenOptions<unknown>): void {
  if (faces !== false || (faceMetric === undefined && !landmarks && !detectorTiles)) return;
  throw new HyperIqaError(
    'USAGE',
    'The options faceMetric, landmarks and detectorTiles need faces, which faces: false disables.',
  );
}

/** Returns null when none is named. */
async function metricsNamed(
  option: string,
  metric: string | readonly string[] | undefined,
): Promise<readonly MetricModel[] | null> {
  if (metric === undefined) return null;
  const names = listOf(metric);
  const found = await Promise.all(names.map(modelNamed));
  const known = found.filter((model) => model?.task === 'metric');
  if (names.length > 0 && known.length === names.length && new Set(known).size === names.length) return known;
  const all = (await loadRegistry()).metricModels.map(({ name }) => name).join(', ');
  throw new HyperIqaError(
    'USAGE',
    `The option ${option} must name metrics, each at most once, not ${names.join(', ') || 'none'}; known are ${all}.`,
  );
}
