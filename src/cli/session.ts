/** What a run over photos needs, opened together and closed together. */
import { onRenewedEngine } from '../gpu/renewed-engine.ts';
import type { Precision } from '../graph/rewrite.ts';
import { type Networks, openNetworks } from '../library/networks.ts';
import type { Metric, MetricModel } from '../models/metric.ts';
import type { DetectorModel } from '../models/model.ts';
import { checkpointOf, landmarkModels } from '../models/registry.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { modelLabel } from '../scoring/photo-report.ts';
import { needsLandmarks } from '../scoring/score-face.ts';
import { openDetectorWeights, openMetricWeights, openModelWeights } from './model-files.ts';
import { openProfile, type SessionProfile } from './session-profile.ts';

export interface SessionOptions {
  /** At least one; when left out, the models of `weights`, or else the default. */
  readonly metric?: readonly MetricModel[];
  /** What judges faces; the metrics of photos when left out. */
  readonly faceMetric?: readonly MetricModel[];
  /** `FILE`, `NAME=FILE` or `synthetic`; default files where left out. */
  readonly weights?: readonly string[];
  /** By name or alias, for metrics that have such a one; the weights' makers' own when left out. */
  readonly protocol?: string;
  readonly faces: boolean;
  /** What finds faces; when left out, the model of `faceWeights`, or else the default. */
  readonly detector?: DetectorModel;
  /** Look for faces in tiles of large photos, too. */
  readonly detectorTiles?: true;
  readonly faceWeights?: string;
  /** Find the landmarks of faces, too. */
  readonly landmarks?: boolean;
  readonly adapter?: string;
  /** f32 when left out. */
  readonly precision?: Precision;
  /** Time every dispatch of every run. */
  readonly profile?: true;
}

/** What is true of a metric on any device. */
export type OpenedMetric = Omit<Metric, 'score' | 'dispose'>;

export interface Session {
  /** What is true of the networks' metrics on any device. */
  readonly metrics: readonly OpenedMetric[];
  /** The same of what judges faces. */
  readonly faceMetrics: readonly OpenedMetric[];
  /** What scores: network, whose weights, protocol, `f16` in that precision; of every metric, with commas between them. */
  readonly model: string;
  /** The same of what judges faces; null where that is what judges photos. */
  readonly faceModel: string | null;
  readonly adapter: string;
  /** Of the files of weights; null for synthetic ones, and for the face detector's without it. */
  sha256(): Promise<{
    readonly metrics: readonly (string | null)[];
    readonly faceMetrics: readonly (string | null)[];
    readonly faces: string | null;
  }>;
  /** null without the option `profile`. */
  readonly profile: SessionProfile | null;
  /** Does the work, again if the device is lost meanwhile; what it throws else ends a run (see `Renewable`). */
  use<T>(work: (networks: Networks) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How things are undone, last first. */
type Closers = (() => Promise<void> | void)[];

/**
 * Opens weights, GPU and networks. `say` gets lines for people: that scores mean nothing, that a software adapter works,
 * that the device was lost.
 * @throws HyperIqaError FILE, FORMAT, WEIGHTS, NO_ADAPTER, and what compiling throws; nothing stays open then.
 */
export async function openSession(options: SessionOptions, say: (line: string) => void): Promise<Session> {
  const closers: Closers = [];
  const close = async () => {
    for (const undo of closers.reverse()) await undo();
  };
  try {
    const faceMetric = options.faces ? (options.faceMetric ?? null) : null;
    const opened = await openMetricWeights(options.metric ?? null, faceMetric, options.weights ?? []);
    const scoring = new Set([...opened.metrics, ...(opened.faceMetrics ?? [])]);
    closers.push(...[...scoring].map((weights) => weights.close));
    const cautions = [...scoring].map(({ model, file }) => checkpointOf(model, file).caution);
    for (const caution of new Set(cautions)) if (caution !== null) say(caution);
    const faceWeights = options.faces ? await openDetectorWeights(options.detector, options.faceWeights) : null;
    if (faceWeights !== null) closers.push(faceWeights.close);
    const [landmarks] = landmarkModels;
    const wantsLandmarks = options.landmarks || needsLandmarks(faceMetric ?? [], faceWeights?.model ?? null);
    const landmarkWeights = wantsLandmarks ? await openModelWeights(landmarks, undefined) : null;
    if (landmarkWeights !== null) closers.push(landmarkWeights.close);

    const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
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
    const faceModel = faceMetric && modelLabel(faceMetrics, engine.precision);
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
