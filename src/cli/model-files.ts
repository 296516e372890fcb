/** Finds and opens the weights that the command line names, or the default ones. */
import { weightsIn } from '../convert/weights-in.ts';
import { HyperIqaError } from '../errors.ts';
import type { TensorFile } from '../formats/tensor-file.ts';
import { defaultDetector } from '../models/defaults.ts';
import type { MetricModel } from '../models/metric.ts';
import type { DetectorModel, Model } from '../models/model.ts';
import { detectorModels, findModel, metricModels, models } from '../models/registry.ts';
import { requestedMetrics, type UsualMetrics } from '../models/requested.ts';
import { syntheticWeights } from '../models/synthetic.ts';
import { defaultWeights, findCheckpoint } from '../node/default-weights.ts';
import { missingWeights } from '../node/missing-weights.ts';
import { exists } from '../platform/exists.ts';
import { openFile } from '../platform/file-source.ts';
import { sha256Of } from '../platform/sha256.ts';

export interface OpenWeights<Kind extends Model = Model> {
  readonly model: Kind;
  readonly file: TensorFile;
  /** That of the file on disk; null for weights without a file. */
  sha256(): Promise<string | null>;
  close(): Promise<void>;
}

/** The word for untrained weights, given in place of a file. */
export const syntheticWord = 'synthetic';

/**
 * Opens a converted file, or an original checkpoint, which is converted while it is read. The model is recognised from the file.
 * @param what a file, or the name of an installed checkpoint of one of `candidates`: `hyperiqa-nano`, or `nano` for short.
 * @throws HyperIqaError FILE, FORMAT, WEIGHTS when it is neither.
 */
export async function openWeights(what: string, candidates: readonly Model[] = models): Promise<OpenWeights> {
  const source = await openFile((await exists(what)) ? what : ((await checkpointFile(what, candidates)) ?? what));
  const weights = await weightsIn(source);
  return { ...weights, sha256: () => sha256Of(source), close: () => source.close() };
}

/**
 * Opens the weights of a model.
 * @param given `FILE`, `NAME=FILE` with the model's name, or `synthetic` for the file; default the model's usual file.
 * @throws HyperIqaError FILE when it is missing, with the way to get it; WEIGHTS when the file is of another model.
 */
export async function openModelWeights<Kind extends Model>(
  model: Kind,
  given: string | undefined,
): Promise<OpenWeights<Kind>> {
  const name = `${model.name}=`;
  const path = given?.startsWith(name) ? given.slice(name.length) : given;
  const close = async () => undefined;
  if (model.namings.length === 0) {
    const file: TensorFile = { format: 'safetensors', metadata: { model: model.name }, tensors: new Map() };
    return { model, file, sha256: async () => null, close };
  }
  if (path === syntheticWord) return { model, file: await syntheticWeights(model, 0), sha256: async () => null, close };
  const found = path ?? (await findDefault(model));
  const opened = await openWeights(found, [model]);
  if (opened.model === model) return { ...opened, model };
  await opened.close();
  throw new HyperIqaError(
    'WEIGHTS',
    `${found}: weights of ${opened.model.title} (${opened.model.name}), expected those of ${model.title} (${model.name}).`,
  );
}

/**
 * Opens the face detector's weights.
 * @param detector default the model that the file holds, or without a file the default detector.
 * @throws HyperIqaError as `openModelWeights`; WEIGHTS when the file holds no face detector.
 */
export async function openDetectorWeights(
  detector: DetectorModel | undefined,
  path: string | undefined,
): Promise<OpenWeights<DetectorModel>> {
  if (detector !== undefined || path === undefined || path === syntheticWord) {
    return openModelWeights(detector ?? defaultDetector, path);
  }
  const opened = await openWeights(path, detectorModels);
  const { model } = opened;
  if (model.task === 'detector') return { ...opened, model };
  await opened.close();
  const known = detectorModels.map(({ title, name }) => `${title} (${name})`).join(' or ');
  throw new HyperIqaError('WEIGHTS', `${path}: weights of ${model.title} (${model.name}), expected those of ${known}.`);
}

async function findDefault(model: Model): Promise<string> {
  const found = await defaultWeights(model);
  if (found !== null) return found;
  throw missing(model);
}

/**
 * The file of a checkpoint, by its name or by what follows its model's name in it; null when none has that name.
 * @throws HyperIqaError FILE when it is not installed, with the way to get it.
 */
async function checkpointFile(what: string, candidates: readonly Model[]): Promise<string | null> {
  for (const model of candidates) {
    const checkpoint = model.checkpoints.find(({ name }) => name === what || name === `${model.name}-${what}`);
    if (checkpoint === undefined || checkpoint.file === null) continue;
    const found = await findCheckpoint(checkpoint.file);
    if (found !== null) return found;
    throw missing({ ...model, checkpoints: [checkpoint] });
  }
  return null;
}

function missing(model: Pick<Model, 'name' | 'title' | 'task' | 'checkpoints'>): HyperIqaError {
  const option =
    model.task === 'detector' ? `--face-weights ${syntheticWord}` : `--weights ${model.name}=${syntheticWord}`;
  return missingWeights(model, `${option} runs everything with untrained weights, whose scores mean nothing`);
}

/** The weights of the metrics. A metric for both photos and faces is the same object in both lists. */
export interface MetricWeights {
  readonly metrics: readonly OpenWeights<MetricModel>[];
  /** null where the photo's metrics judge faces. */
  readonly faceMetrics: readonly OpenWeights<MetricModel>[] | null;
}

/**
 * Opens the weights of every metric, in order.
 * @param metrics those of `--metric`; null if it was not given: then the files of `--weights` that do not belong to `faceMetrics`
 * determine the metrics, and without any `usual` is used.
 * @param faceMetrics those of `--face-metric`; null if it was not given or no faces are searched for.
 * @param given the values of `--weights`: `FILE`, which belongs to the model that it holds, `NAME=FILE`, or `synthetic` for the
 * first metric that is a network.
 * @throws HyperIqaError USAGE when two files are for one metric, or one for a metric that was not requested; as `openWeights`.
 */
export async function openMetricWeights(
  metrics: readonly MetricModel[] | null,
  faceMetrics: readonly MetricModel[] | null,
  given: readonly string[],
  usual: UsualMetrics,
): Promise<MetricWeights> {
  const expected = [...new Set([...(metrics ?? metricModels), ...(faceMetrics ?? [])])];
  const opened = new Map<Model, OpenWeights<MetricModel>>();
  const add = (weights: OpenWeights, what: string) => {
    const { model } = weights;
    const fault =
      model.task !== 'metric' || !expected.includes(model)
        ? `it holds weights of ${model.name}, and what scores is ${expected.map(({ name }) => name).join(', ')}`
        : opened.has(model)
          ? `${model.name} has weights already: name one file for each metric`
          : null;
    if (fault !== null || model.task !== 'metric') throw new HyperIqaError('USAGE', `--weights ${what}: ${fault}.`);
    opened.set(model, { ...weights, model });
  };
  try {
    for (const what of given) {
      const named = /^([\w-]+)=(.+)$/.exec(what);
      const model = named === null ? undefined : findModel(named[1]);
      if (named !== null && model !== undefined) add(await openModelWeights(model, named[2]), what);
      else if (what === syntheticWord) add(await openModelWeights(firstNetwork(expected), what), what);
      else add(await openWeights(what, expected), what);
    }
    const held = [...opened.values()].map(({ model }) => model);
    const { ofPhotos, ofFaces } = requestedMetrics(metrics, faceMetrics, held, usual);
    for (const model of [...ofPhotos, ...(ofFaces ?? [])]) {
      if (!opened.has(model)) opened.set(model, await openModelWeights(model, undefined));
    }
    const all = (models: readonly MetricModel[]) => models.map((model) => opened.get(model)!);
    return { metrics: all(ofPhotos), faceMetrics: ofFaces && all(ofFaces) };
  } catch (error) {
    for (const { close } of opened.values()) await close();
    throw error;
  }
}

function firstNetwork(metrics: readonly MetricModel[]): MetricModel {
  return metrics.find(({ usesPrecision }) => usesPrecision) ?? metrics[0];
}
