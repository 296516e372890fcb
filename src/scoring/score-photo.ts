import { HyperIqaError } from '../errors.ts';
import type { Photo } from '../image/photo.ts';
import type { FaceDetector, FaceOptions } from '../models/detector.ts';
import type { FaceLandmarker } from '../models/landmarks.ts';
import type { Metric } from '../models/metric.ts';
import { comparesWithReference } from '../models/metric.ts';
import type { CropScore, MetricInput, ScoreOptions } from '../models/score.ts';
import { failureOf, judge, type MetricFailure, type MetricResult, type Scores, scoresOf } from './judge.ts';
import { type FaceScore, scoreFace } from './score-face.ts';

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

export interface PhotoOptions extends ScoreOptions, FaceOptions {
  /**
   * For metrics that compare: the undistorted original, of the same size. An error says why there is none, and is what
   * these metrics fail with.
   */
  readonly reference?: Photo | HyperIqaError;
  /** Finds the landmarks of every face; without it there are none. */
  readonly landmarker?: Pick<FaceLandmarker, 'find'> | null;
  /** What judges faces; the metrics of the photo when left out. One that judges aligned faces needs `landmarker`. */
  readonly faceMetrics?: readonly Metric[];
}

/**
 * Scores a photo and every face in it. How much a general metric's score of a face of few pixels means is another
 * question. What one metric cannot judge, such as a photo too large for it, costs no other metric's score.
 * @param metrics at least one, each of another model.
 * @param faces null looks for none.
 * @throws HyperIqaError USAGE without metrics; DEVICE_LOST; the reason of an aborted signal; what the first metric throws
 * when none gives a score of the photo; what `FaceDetector.find` throws.
 */
export async function scorePhoto(
  photo: Photo,
  metrics: readonly Metric[],
  faces: Pick<FaceDetector, 'find'> | null,
  options: PhotoOptions = {},
): Promise<PhotoScore> {
  if (metrics.length === 0) {
    throw new HyperIqaError('USAGE', 'A photo is scored by at least one metric; none was given.');
  }
  const { reference, landmarker = null, faceMetrics = metrics } = options;
  const { results, errors } = await judge(metrics, (metric) => inputOf(metric, photo, reference), options);
  const [first] = errors;
  if (results.length === 0 && first !== undefined) throw first.error;
  const failures = errors.map((failed) => failureOf(failed, null));
  options.signal?.throwIfAborted();
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  for (const [i, face] of found.entries()) {
    const judged = await scoreFace(face, { photo, reference, landmarker }, faceMetrics, options);
    scored.push(judged.score);
    failures.push(...judged.errors.map((failed) => failureOf(failed, i)));
  }
  const crops = results.find((result) => result.crops !== undefined)?.crops?.scores ?? [];
  return { ...scoresOf(metrics, results), results, failures, crops, faces: scored };
}

/** @throws the reason why there is no reference, for a metric that compares. */
function inputOf({ model }: Metric, photo: Photo, reference: PhotoOptions['reference']): MetricInput {
  if (!comparesWithReference(model)) return { photo };
  if (reference instanceof HyperIqaError) throw reference;
  return { photo, reference };
}
