/** What a run over photos needs, opened together and closed together. */
import { onRenewedEngine } from '../gpu/renewed-engine.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { FaceDetector } from '../models/detector.ts';
import type { FaceLandmarker } from '../models/landmarks.ts';
import type { Metric } from '../models/metric.ts';
import type { MetricModel } from '../models/model.ts';
import { openMetric } from '../models/open-metric.ts';
import { checkpointOf, detectorModels, landmarkModels } from '../models/registry.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { modelLabel } from '../scoring/photo-report.ts';
import { openMetricWeights, openModelWeights } from './model-files.ts';
import { openProfile, type SessionProfile } from './session-profile.ts';

export interface SessionOptions {
  /** At least one; when left out, the models of `weights`, or else the default. */
  readonly metric?: readonly MetricModel[];
  /** `FILE`, `NAME=FILE` or `synthetic`; default files where left out. */
  readonly weights?: readonly string[];
  /** By name or alias, for metrics that have such a one; the weights' makers' own when left out. */
  readonly protocol?: string;
  readonly faces: boolean;
  readonly faceWeights?: string;
  /** Find the landmarks of faces, too. */
  readonly landmarks?: true;
  readonly adapter?: string;
  /** f32 when left out. */
  readonly precision?: Precision;
  /** Time every dispatch of every run. */
  readonly profile?: true;
}

/** What scores, on one device. */
export interface Networks {
  /** In the order that was asked for. */
  readonly metrics: readonly Metric[];
  /** null when faces are not wanted. */
  readonly faces: FaceDetector | null;
  /** null when landmarks are not wanted. */
  readonly landmarker: FaceLandmarker | null;
}

export interface Session {
  /** What is true of the networks' metrics on any device. */
  readonly metrics: readonly Omit<Metric, 'score' | 'dispose'>[];
  /** What scores: network, whose weights, protocol, `f16` in that precision; of every metric, with commas between them. */
  readonly model: string;
  readonly adapter: string;
  /** Of the files of weights: each metric's, null for synthetic ones, and the face detector's, null without it. */
  sha256(): Promise<{ readonly metrics: readonly (string | null)[]; readonly faces: string | null }>;
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
    const opened = await openMetricWeights(options.metric ?? null, options.weights ?? []);
    closers.push(...opened.map((weights) => weights.close));
    for (const { model, file } of opened) {
      const { caution } = checkpointOf(model, file);
      if (caution !== null) say(caution);
    }
    const [detector] = detectorModels;
    const faceWeights = options.faces ? await openModelWeights(detector, options.faceWeights) : null;
    if (faceWeights !== null) closers.push(faceWeights.close);
    const [landmarks] = landmarkModels;
    const landmarkWeights = options.landmarks ? await openModelWeights(landmarks, undefined) : null;
    if (landmarkWeights !== null) closers.push(landmarkWeights.close);

    const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
    if (notice !== null) say(notice);
    const profile = options.profile ? openProfile(gpu) : null;
    const networks = onRenewedEngine(
      gpu,
      { choices: choiceFile, precision: options.precision },
      say,
      async (engine): Promise<Networks> => {
        const compiler = profile?.compilerOn(engine) ?? engine;
        const metrics: Metric[] = [];
        for (const { model, file } of opened) metrics.push(await openMetric(compiler, model, file, options.protocol));
        const faces = faceWeights === null ? null : await (await detector.code()).open(compiler, faceWeights.file);
        const landmarker =
          landmarkWeights === null ? null : await (await landmarks.code()).open(compiler, landmarkWeights.file);
        return { metrics, faces, landmarker };
      },
    );
    closers.push(() => networks.close());
    const { engine, metrics } = await networks.open();
    const model = modelLabel(metrics, engine.precision);
    const sha256 = async () => ({
      metrics: await Promise.all(opened.map((weights) => weights.sha256())),
      faces: (await faceWeights?.sha256()) ?? null,
    });
    const use: Session['use'] = (work) => networks.use(work);
    return { metrics, model, adapter: engine.adapter.name, sha256, profile, use, close };
  } catch (error) {
    await close();
    throw error;
  }
}
