/** What a run over photos needs, opened together and closed together. */
import { Engine } from '../gpu/engine.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { CropProtocol } from '../image/crops.ts';
import { weightsOf } from '../models/weight-source.ts';
import { choiceFile } from '../platform/choice-file.ts';
import { openNodeGpu } from '../platform/node-gpu.ts';
import { FaceDetector } from '../scoring/face-finder.ts';
import { loadMetric } from '../scoring/load-metric.ts';
import type { Metric, MetricName } from '../scoring/metric.ts';
import { cautionOf, openMetricWeights } from './metrics.ts';
import { faceDetectorWeights, type OpenWeights, openWeights } from './model-files.ts';
import { openProfile, type SessionProfile } from './session-profile.ts';

export interface SessionOptions {
  /** At least one. */
  readonly metric: readonly MetricName[];
  /** HyperIQA's: a file, or `synthetic`; the default file when left out. */
  readonly weights?: string;
  readonly protocol?: CropProtocol;
  readonly faces: boolean;
  readonly faceWeights?: string;
  readonly adapter?: string;
  /** f32 when left out. */
  readonly precision?: Precision;
  /** Time every dispatch of every run. */
  readonly profile?: true;
}

export interface Session {
  /** In the order that was asked for. */
  readonly metrics: readonly Metric[];
  /** null when faces are not wanted. */
  readonly faces: FaceDetector | null;
  /** What scores: network, whose weights, protocol, `f16` in that precision; of every metric, with commas between them. */
  readonly model: string;
  readonly adapter: string;
  /** Of the files of weights: each metric's, null for synthetic ones, and the face detector's, null without it. */
  sha256(): Promise<{ readonly metrics: readonly (string | null)[]; readonly faces: string | null }>;
  /** null without the option `profile`. */
  readonly profile: SessionProfile | null;
  close(): Promise<void>;
}

/** How things are undone, last first. */
type Closers = (() => Promise<void> | void)[];

/**
 * Opens weights, GPU and networks. `say` gets lines for people: that scores mean nothing, that a software adapter works.
 * @throws HyperIqaError FILE, FORMAT, WEIGHTS, NO_ADAPTER, and what compiling throws; nothing stays open then.
 */
export async function openSession(options: SessionOptions, say: (line: string) => void): Promise<Session> {
  const closers: Closers = [];
  const close = async () => {
    for (const undo of closers.reverse()) await undo();
  };
  try {
    const opened: { readonly name: MetricName; readonly weights: OpenWeights }[] = [];
    for (const name of options.metric) {
      const weights = await openMetricWeights(name, options.weights);
      closers.push(weights.close);
      opened.push({ name, weights });
      const caution = cautionOf(weights.file);
      if (caution !== null) say(caution);
    }
    const faceWeights = options.faces ? await openWeights(options.faceWeights, faceDetectorWeights) : null;
    if (faceWeights !== null) closers.push(faceWeights.close);

    const { gpu, notice } = await openNodeGpu({ adapter: options.adapter });
    if (notice !== null) say(notice);
    const engine = await Engine.open(gpu, { choices: choiceFile, precision: options.precision });
    closers.push(() => engine.close());
    const profile = options.profile ? openProfile(engine, gpu) : null;
    const compiler = profile?.compiler ?? engine;
    const loaded = [];
    for (const { name, weights } of opened)
      loaded.push(await loadMetric(name, weights.file, compiler, options.protocol));
    const faces = faceWeights === null ? null : await FaceDetector.load(compiler, weightsOf(faceWeights.file));
    const metrics = loaded.map(({ metric }) => metric);
    // BRISQUE has no convolution that float16 would change.
    const rounded = ({ metric }: { readonly metric: Metric }) =>
      engine.precision === 'f16' && metric.name === 'hyperiqa' ? '/f16' : '';
    const model = loaded.map((each) => `${each.model}${rounded(each)}`).join(',');
    const sha256 = async () => ({
      metrics: await Promise.all(opened.map(({ weights }) => weights.sha256())),
      faces: (await faceWeights?.sha256()) ?? null,
    });
    return { metrics, faces, model, adapter: engine.adapter.name, sha256, profile, close };
  } catch (error) {
    await close();
    throw error;
  }
}
