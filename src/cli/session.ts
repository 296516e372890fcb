/** Opens and closes everything that a run over photos needs. */
import { HyperIqaError } from '../errors.ts';
import { onRenewedEngine } from '../gpu/renewed-engine.ts';
import type { Precision } from '../graph/rewrite.ts';
import { type Networks, openNetworks } from '../library/networks.ts';
import type { Metric, MetricModel } from '../models/metric.ts';
import type { DetectorModel } from '../models/model.ts';
import { findProtocol } from '../models/open-metric.ts';
import { checkpointOf } from '../models/checkpoint-of.ts';
import { defaultLandmarks } from '../models/defaults.ts';
import type { UsualMetrics } from '../models/requested.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { modelLabel } from '../scoring/photo-report.ts';
import { needsLandmarks } from '../scoring/score-face.ts';
import { openDetectorWeights, openMetricWeights, openModelWeights } from './model-files.ts';
import { openGpu } from './open-gpu.ts';
import { openProfile, type SessionProfile } from './session-profile.ts';

export interface SessionOptions {
  /** At least one. Default: the models of `weights`, or else the usual one. */
  readonly metric?: readonly MetricModel[];
  /** The metrics of faces. Default: those of photos, or the usual one if they are the usual one as well. */
  readonly faceMetric?: readonly MetricModel[];
  readonly usual: UsualMetrics;
  /** `FILE`, `NAME=FILE` or `synthetic`. Default: the default files. */
  readonly weights?: readonly string[];
  /** A name or alias, for metrics that have such a protocol; at least one must. Default: the checkpoint's own. */
  readonly protocol?: string;
  readonly faces: boolean;
  /** Default: the model of `faceWeights`, or else the default detector. */
  readonly detector?: DetectorModel;
  /** Also search for faces in tiles of large photos. */
  readonly detectorTiles?: true;
  readonly faceWeights?: string;
  /** Also find the landmarks of faces. */
  readonly landmarks?: boolean;
  readonly adapter?: string;
  /** Default f32. */
  readonly precision?: Precision;
  /** Time every dispatch of every run. */
  readonly profile?: true;
}

/** The device-independent properties of a metric. */
export type OpenedMetric = Omit<Metric, 'score' | 'dispose'>;

export interface Session {
  /** The device-independent properties of the photo's metrics. */
  readonly metrics: readonly OpenedMetric[];
  /** The same for the metrics of faces. */
  readonly faceMetrics: readonly OpenedMetric[];
  /** For every metric, separated by commas: network, weights, protocol, and `f16` in that precision. */
  readonly model: string;
  /** The same for the metrics of faces; null where the photo's metrics judge faces. */
  readonly faceModel: string | null;
  readonly adapter: string;
  /** Of the weight files; null for synthetic weights, and for the face detector's where there is none. */
  sha256(): Promise<{
    readonly metrics: readonly (string | null)[];
    readonly faceMetrics: readonly (string | null)[];
    readonly faces: string | null;
  }>;
  /** null without the option `profile`. */
  readonly profile: SessionProfile | null;
  /** Runs the work, and repeats it if the device is lost meanwhile; any other error ends the run (see `Renewable`). */
  use<T>(work: (networks: Networks) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Other metrics use their checkpoint's own protocol, so that a run may mix those that have one and those that do not. */
function checkProtocol(protocol: string | undefined, models: readonly MetricModel[]): void {
  if (protocol === undefined || models.some((model) => findProtocol(model, protocol) !== undefined)) return;
  const names = models.map(({ name, protocols }) => {
    return `${name} has ${protocols.length === 0 ? 'none' : protocols.map((each) => each.name).join(', ')}`;
  });
  throw new HyperIqaError('USAGE', `--protocol ${protocol}: no metric of this run has it; ${names.join('; ')}.`);
}

/** The metrics of photos, and those of faces where they differ, for display. */
export function judgesOf({ model, faceModel }: Session): readonly string[] {
  return faceModel === null ? [model] : [model, `faces ${faceModel}`];
}

/** What to close, in reverse order. */
type Closers = (() => Promise<void> | void)[];

/**
 * Opens weights, GPU and networks. If that fails, everything is closed again.
 * @param say receives messages: that scores are meaningless, that a software adapter is used, that the device was lost.
 * @throws HyperIqaError USAGE for a protocol that no metric has; FILE, FORMAT, WEIGHTS, NO_ADAPTER, and what compiling throws.
 */
export async function openSession(options: SessionOptions, say: (line: string) => void): Promise<Session> {
  const closers: Closers = [];
  const close = async () => {
    for (const undo of closers.reverse()) await undo();
  };
  try {
    const { metric = null, weights = [] } = options;
    const faceMetric = options.faces ? (options.faceMetric ?? null) : null;
    const usual = options.faces ? options.usual : { ...options.usual, ofFaces: null };
    const opened = await openMetricWeights(metric, faceMetric, weights, usual);
    const scoring = new Set([...opened.metrics, ...(opened.faceMetrics ?? [])]);
    closers.push(...[...scoring].map((weights) => weights.close));
    checkProtocol(
      options.protocol,
      [...scoring].map(({ model }) => model),
    );
    const cautions = [...scoring].map(({ model, file }) => checkpointOf(model, file).caution);
    for (const caution of new Set(cautions)) if (caution !== null) say(caution);
    const faceWeights = options.faces ? await openDetectorWeights(options.detector, options.faceWeights) : null;
    if (faceWeights !== null) closers.push(faceWeights.close);
    const faceJudges = (opened.faceMetrics ?? opened.metrics).map(({ model }) => model);
    const aligns = faceWeights !== null && needsLandmarks(faceJudges, faceWeights.model);
    const landmarkWeights = options.landmarks || aligns ? await openModelWeights(defaultLandmarks, undefined) : null;
    if (landmarkWeights !== null) closers.push(landmarkWeights.close);

    const { gpu, notice } = await openGpu(options.adapter);
    if (notice !== null) say(notice);
    const profile = options.profile ? openProfile(gpu) : null;
    const networks = onRenewedEngine(gpu, { choices: choiceFile, precision: options.precision }, say, (engine) => {
      const { detectorTiles } = options;
      const models = { ...opened, detector: faceWeights, detectorTiles, landmarks: landmarkWeights };
      return openNetworks(profile?.compilerOn(engine) ?? engine, models, options.protocol);
    });
    closers.push(() => networks.close());
    const { engine, metrics, faceMetrics } = await networks.open();
    const model = modelLabel(metrics, engine.precision);
    const faceModel = opened.faceMetrics && modelLabel(faceMetrics, engine.precision);
    const sha256 = async () => ({
      metrics: await Promise.all(opened.metrics.map((weights) => weights.sha256())),
      faceMetrics: await Promise.all((opened.faceMetrics ?? []).map((weights) => weights.sha256())),
      faces: (await faceWeights?.sha256()) ?? null,
    });
    const use: Session['use'] = (work) => networks.use(work);
    return { metrics, faceMetrics, model, faceModel, adapter: engine.adapter.name, sha256, profile, use, close };
  } catch (error) {
    await close();
    throw error;
  }
}
