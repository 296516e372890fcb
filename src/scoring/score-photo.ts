import { type ErrorCode, HyperIqaError, isDeviceLoss } from '../errors.ts';
import { cropPhoto } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import type { Face, FaceDetector, FaceOptions } from '../models/detector.ts';
import type { CropScore, Metric, Score, ScoreOptions } from '../models/metric.ts';

/** What one metric says of a photo, with what is needed to read it. */
export interface MetricResult {
  readonly metric: string;
  readonly checkpoint: string;
  readonly score: number;
  /** Which of two scores is of the better photo. */
  readonly better: 'higher' | 'lower';
  /** The scale that scores lie on. */
  readonly range: readonly [number, number];
  readonly crops?: Score['crops'];
  readonly parts?: Score['parts'];
}

/** Why a metric gave no score. */
export interface MetricFailure {
  readonly metric: string;
  /** The place among the faces; null for the photo itself. */
  readonly face: number | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Scores of the same pixels. */
interface Scores {
  /** The first metric's; null where it failed. */
  readonly score: number | null;
  /** Every metric's that did not fail, by name. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Of the pixels that the box touches, by the same metrics and protocol as the whole photo. */
export interface FaceScore extends Face, Scores {}

export interface PhotoScore extends Scores {
  /** One of each metric that did not fail, in their order; at least one. */
  readonly results: readonly MetricResult[];
  /** Usually empty. */
  readonly failures: readonly MetricFailure[];
  /** Of the first metric that looks at crops; none where no metric does. */
  readonly crops: readonly CropScore[];
  /** The most confident first. */
  readonly faces: readonly FaceScore[];
}

/**
 * Scores a photo and every face in it, each face as a photo of its own. How much the score of a face of few pixels means
 * is another question. What one metric cannot judge, such as a photo too large for it, costs no other metric's score.
 * @param metrics at least one, each of another model.
 * @param faces null looks for none.
 * @throws HyperIqaError USAGE without metrics; DEVICE_LOST; what the first metric throws when none gives a score of the
 * photo; what `FaceDetector.find` throws.
 */
export async function scorePhoto(
  photo: Photo,
  metrics: readonly Metric[],
  faces: Pick<FaceDetector, 'find'> | null,
  options: ScoreOptions & FaceOptions = {},
): Promise<PhotoScore> {
  if (metrics.length === 0) {
    throw new HyperIqaError('USAGE', 'A photo is scored by at least one metric; none was given.');
  }
  const { results, errors } = await judge(photo, metrics, options);
  const [first] = errors;
  if (results.length === 0 && first !== undefined) throw first.error;
  const failures = errors.map((failed) => failureOf(failed, null));
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  for (const [i, face] of found.entries()) {
    const ofFace = await judge(cropPhoto(photo, face.box), metrics, options);
    scored.push({ ...face, ...scoresOf(metrics, ofFace.results) });
    failures.push(...ofFace.errors.map((failed) => failureOf(failed, i)));
  }
  const crops = results.find((result) => result.crops !== undefined)?.crops?.scores ?? [];
  return { ...scoresOf(metrics, results), results, failures, crops, faces: scored };
}

interface FailedMetric {
  readonly metric: string;
  readonly error: HyperIqaError;
}

/** What each metric says of the photo, or why it says nothing. */
async function judge(
  photo: Photo,
  metrics: readonly Metric[],
  options: ScoreOptions,
): Promise<{ readonly results: readonly MetricResult[]; readonly errors: readonly FailedMetric[] }> {
  const results: MetricResult[] = [];
  const errors: FailedMetric[] = [];
  for (const metric of metrics) {
    try {
      results.push(resultOf(metric, await metric.score({ photo }, options)));
    } catch (error) {
      if (!(error instanceof HyperIqaError) || isDeviceLoss(error)) throw error;
      errors.push({ metric: metric.model.name, error });
    }
  }
  return { results, errors };
}

function resultOf({ model, checkpoint }: Metric, { value, crops, parts }: Score): MetricResult {
  const { name, better, range } = checkpoint;
  return {
    ...{ metric: model.name, checkpoint: name, score: value, better, range },
    ...(crops === undefined ? {} : { crops }),
    ...(parts === undefined ? {} : { parts }),
  };
}

function failureOf({ metric, error: { code, message } }: FailedMetric, face: number | null): MetricFailure {
  return { metric, face, code, message };
}

function scoresOf(metrics: readonly Metric[], results: readonly MetricResult[]): Scores {
  const first = results.find(({ metric }) => metric === metrics[0].model.name);
  return {
    score: first?.score ?? null,
    scores: Object.fromEntries(results.map(({ metric, score }) => [metric, score])),
  };
}
