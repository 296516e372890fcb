/** Scores a photo and the faces in it. */
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
  /** One for each metric that did not fail, in their order; at least one. */
  readonly results: readonly MetricResult[];
  /** Usually empty. */
  readonly failures: readonly MetricFailure[];
  /** Those of the first metric that looks at crops; empty where none does. */
  readonly crops: readonly CropScore[];
  /** Most confident first. */
  readonly faces: readonly FaceScore[];
}

export interface PhotoOptions extends ScoreOptions, FaceOptions {
  /**
   * The undistorted original, of the same size, for metrics that compare. An error says why there is none, and these metrics fail
   * with it.
   */
  readonly reference?: Photo | HyperIqaError;
  /** Opens what judges faces; called when a face was found. Default: the photo's metrics judge them, without landmarks. */
  readonly openFaceJudges?: () => Promise<FaceJudges>;
}

/** What judges faces. */
export interface FaceJudges {
  /** Those of aligned faces need `landmarker`. */
  readonly metrics: readonly Metric[];
  /** Finds the landmarks of every face; null for none. */
  readonly landmarker: Pick<FaceLandmarker, 'find'> | null;
}

/**
 * Scores a photo and every face in it. A metric that fails, for example because the photo is too large for it, does not affect
 * the others. A general metric's score means little for a face of few pixels.
 * @param metrics at least one, each of another model.
 * @param faces null to search for none.
 * @throws HyperIqaError USAGE without metrics; DEVICE_LOST; the reason of an aborted signal; what the first metric throws when
 * none gives a score of the photo; what `FaceDetector.find` and `openFaceJudges` throw.
 */
export async function scorePhoto(
  photo: Photo,
  metrics: readonly Metric[],
  faces: Pick<FaceDetector, 'find'> | null,
  options: PhotoOptions = {},
): Promise<PhotoScore> {
  if (metrics.length === 0) {
    throw new HyperIqaError('USAGE', 'Scoring a photo needs at least one metric.');
  }
  const { reference, openFaceJudges = async () => ({ metrics, landmarker: null }) } = options;
  const { results, errors } = await judge(metrics, (metric) => inputOf(metric, photo, reference), options);
  const [first] = errors;
  if (results.length === 0 && first !== undefined) throw first.error;
  const failures = errors.map((failed) => failureOf(failed, null));
  options.signal?.throwIfAborted();
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  if (found.length > 0) {
    const { metrics: judges, landmarker } = await openFaceJudges();
    for (const [i, face] of found.entries()) {
      const judged = await scoreFace(face, { photo, reference, landmarker }, judges, options);
      scored.push(judged.score);
      failures.push(...judged.errors.map((failed) => failureOf(failed, i)));
    }
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
