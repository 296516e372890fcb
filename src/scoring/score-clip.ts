/** Scores a clip: metrics for clips judge it as a whole, all others frame by frame. */
import { HyperIqaError, isDeviceLoss } from '../errors.ts';
import type { Frame } from '../image/frame.ts';
import type { Photo } from '../image/photo.ts';
import type { ClipJudgement, Metric } from '../models/metric.ts';
import { comparesWithReference } from '../models/metric.ts';
import type { ScoreOptions } from '../models/score.ts';
import { prefetched } from '../prefetch.ts';
import { failureOf, type MetricFailure, type MetricResult, type Scores, scoresOf } from './judge.ts';

/** A metric's score of a clip. */
export interface ClipMetricResult extends Omit<MetricResult, 'crops'> {
  /** The quality of each scored frame, in their order. */
  readonly frames: readonly number[];
  /** The mean over the worst tenth of the frames, at least one. */
  readonly worstTenth: number;
}

export interface ClipScore extends Scores {
  /** Pixels of the first frame. */
  readonly width: number;
  readonly height: number;
  /** The numbers of the scored frames in the clip, from 0. */
  readonly frames: readonly number[];
  /** When they are shown; null for frames in separate files. */
  readonly seconds: readonly number[] | null;
  /** One for each metric that did not fail, in their order; at least one. */
  readonly results: readonly ClipMetricResult[];
  /** Usually empty. */
  readonly failures: readonly MetricFailure[];
}

export interface ClipOptions extends ScoreOptions {
  /** Called after each scored frame. @param quality the first metric's; undefined if it failed. */
  readonly onFrame?: (frame: Frame, quality: number | undefined) => void;
}

/** A metric's view of a frame: what `ClipJudge.look` returned, the frame's score, or the error instead of either. */
type Seen = Float32Array | number | HyperIqaError;

/** The state of a metric during a clip. */
interface Judging {
  readonly metric: Metric;
  readonly judgement: ClipJudgement | null;
  readonly frames: number[];
  failure: HyperIqaError | null;
}

/**
 * Scores a clip. Two frames are processed at a time, and none is kept. A metric that cannot judge a frame gives no score of the
 * clip and gets no further frames.
 * @param use passes the metrics, at least one, to a piece of work, and repeats it on new ones when the device is lost.
 * @throws HyperIqaError USAGE for a clip without frames; DEVICE_LOST; the reason of an aborted signal; the error of reading a
 * frame; what the first metric throws when none gives a score.
 */
export async function scoreClip(
  frames: AsyncIterable<Frame>,
  use: <T>(work: (metrics: readonly Metric[]) => Promise<T>) => Promise<T>,
  options: ClipOptions = {},
): Promise<ClipScore> {
  const judging = await use(async (metrics) => metrics.map(begun));
  const indices: number[] = [];
  const seconds: (number | null)[] = [];
  let size = { width: 0, height: 0 };
  const look = async (frame: Frame) => {
    options.signal?.throwIfAborted();
    const seen = await use((metrics) =>
      Promise.all(metrics.map((metric, i) => judging[i]!.failure ?? seenBy(metric, frame.photo, options))),
    );
    return { frame, seen };
  };
  for await (const { frame, seen } of prefetched(frames, look)) {
    if (indices.length === 0) size = frame.photo;
    indices.push(frame.index);
    seconds.push(frame.seconds);
    for (const [i, each] of judging.entries()) take(each, seen[i]!, frame);
    const [first] = judging;
    if (judging.every(({ failure }) => failure !== null)) throw first!.failure;
    options.onFrame?.(frame, first!.failure === null ? first!.frames.at(-1) : undefined);
  }
  if (indices.length === 0) throw new HyperIqaError('USAGE', 'A clip needs at least one frame.');
  const results = judging.flatMap((each) => (each.failure === null ? [resultOf(each)] : []));
  const failures = judging.flatMap(({ metric, failure: error }) =>
    error === null ? [] : [failureOf({ metric: metric.model, error }, null)],
  );
  const times = seconds.filter((time) => time !== null);
  return {
    ...scoresOf(
      judging.map(({ metric }) => metric),
      results,
    ),
    ...{
      width: size.width,
      height: size.height,
      frames: indices,
      seconds: times.length < seconds.length ? null : times,
    },
    ...{ results, failures },
  };
}

function begun(metric: Metric): Judging {
  const failure = comparesWithReference(metric.model)
    ? new HyperIqaError('REFERENCE', `${metric.model.title} compares photos with references, which clips do not have.`)
    : null;
  return { metric, judgement: metric.clips?.begin() ?? null, frames: [], failure };
}

async function seenBy(metric: Metric, photo: Photo, options: ScoreOptions): Promise<Seen> {
  try {
    return metric.clips === undefined
      ? (await metric.score({ photo }, options)).value
      : await metric.clips.look(photo, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof HyperIqaError) || isDeviceLoss(error)) throw error;
    return error;
  }
}

function take(judging: Judging, seen: Seen, { index }: Frame): void {
  if (judging.failure !== null) return;
  if (seen instanceof HyperIqaError) {
    judging.failure = new HyperIqaError(seen.code, `frame ${index}: ${seen.message}`, { cause: seen });
  } else judging.frames.push(typeof seen === 'number' ? seen : judging.judgement!.add(seen));
}

function resultOf({ metric: { model, checkpoint }, judgement, frames }: Judging): ClipMetricResult {
  const { name, better, range } = checkpoint;
  const { value, parts } = judgement?.score() ?? { value: meanOf(frames), parts: undefined };
  const worst = frames.toSorted((a, b) => (better === 'higher' ? a - b : b - a));
  return {
    ...{ metric: model.name, checkpoint: name, score: value, better, range },
    ...(parts === undefined ? {} : { parts }),
    ...{ worstTenth: meanOf(worst.slice(0, Math.max(1, Math.round(frames.length / 10)))), frames },
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
