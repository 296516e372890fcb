/** Runs several metrics on one picture, so that the failure of one does not affect the others. */
import { type ErrorCode, HyperIqaError, isDeviceLoss } from '../errors.ts';
import type { Metric, MetricModel } from '../models/metric.ts';
import type { MetricInput, Score, ScoreOptions } from '../models/score.ts';

/** A metric's score of a picture, with what is needed to interpret it. */
export interface MetricResult {
  readonly metric: string;
  readonly checkpoint: string;
  readonly score: number;
  /** Whether the higher or the lower of two scores means better quality. */
  readonly better: 'higher' | 'lower';
  /** The range of the score's scale. */
  readonly range: readonly [number, number];
  readonly crops?: Score['crops'];
  readonly parts?: Score['parts'];
  readonly words?: Score['words'];
}

/** Why a metric gave no score. */
export interface MetricFailure {
  readonly metric: string;
  /** The index of the face; null for the photo itself. */
  readonly face: number | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/** All metrics' scores of one picture. */
export interface Scores {
  /** The first metric's score; null if it failed. */
  readonly score: number | null;
  /** The score of every metric that did not fail, by name. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface FailedMetric {
  readonly metric: MetricModel;
  readonly error: HyperIqaError;
}

export interface Judgement {
  /** In the metrics' order. */
  readonly results: readonly MetricResult[];
  readonly errors: readonly FailedMetric[];
}

/**
 * Scores a picture with every metric. A metric that cannot judge it does not affect the others.
 * @param inputOf returns the input of a metric, or throws the reason why there is none.
 * @throws HyperIqaError DEVICE_LOST; the reason of an aborted signal; any error that is not a HyperIqaError.
 */
export async function judge(
  metrics: readonly Metric[],
  inputOf: (metric: Metric) => MetricInput,
  options: ScoreOptions,
): Promise<Judgement> {
  const results: MetricResult[] = [];
  const errors: FailedMetric[] = [];
  for (const metric of metrics) {
    try {
      results.push(resultOf(metric, await metric.score(inputOf(metric), options)));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof HyperIqaError) || isDeviceLoss(error)) throw error;
      errors.push({ metric: metric.model, error });
    }
  }
  return { results, errors };
}

function resultOf({ model, checkpoint }: Metric, { value, crops, parts, words }: Score): MetricResult {
  const { name, better, range } = checkpoint;
  return {
    ...{ metric: model.name, checkpoint: name, score: value, better, range },
    ...(crops === undefined ? {} : { crops }),
    ...(parts === undefined ? {} : { parts }),
    ...(words === undefined ? {} : { words }),
  };
}

export function failureOf({ metric, error: { code, message } }: FailedMetric, face: number | null): MetricFailure {
  return { metric: metric.name, face, code, message };
}

export function scoresOf(metrics: readonly Metric[], results: readonly MetricResult[]): Scores {
  const first = results.find(({ metric }) => metric === metrics[0]?.model.name);
  return {
    score: first?.score ?? null,
    scores: Object.fromEntries(results.map(({ metric, score }) => [metric, score])),
  };
}
