import { type ErrorCode, HyperIqaError, isDeviceLoss } from '../errors.ts';
import { cropPhoto } from '../image/crop.ts';
import type { Photo } from '../image/photo.ts';
import type { Face, FaceDetector, FaceOptions } from '../models/detector.ts';
import type { FaceLandmarker } from '../models/landmarks.ts';
import type { CropScore, Metric, MetricInput, Score, ScoreOptions } from '../models/metric.ts';
import { comparesWithReference, type MetricModel } from '../models/model.ts';
import { type FaceShape, faceShape } from './face-shape.ts';

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

/** Of the pixels that the box touches, by the same metrics and protocol as the whole photo; a shape where one is looked for. */
export interface FaceScore extends Face, Scores, Partial<FaceShape> {}

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
}

/**
 * Scores a photo and every face in it, each face as a photo of its own. How much the score of a face of few pixels means
 * is another question. Metrics that compare score a face by the same pixels of the reference, unless it has fewer than
 * they need. What one metric cannot judge, such as a photo too large for it, costs no other metric's score.
 * @param metrics at least one, each of another model.
 * @param faces null looks for none.
 * @throws HyperIqaError USAGE without metrics; DEVICE_LOST; the reason of an aborted signal; what the first metric throws when none gives a score of the
 * photo; what `FaceDetector.find` throws.
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
  const { reference } = options;
  const { results, errors } = await judge({ photo, reference }, metrics, options);
  const [first] = errors;
  if (results.length === 0 && first !== undefined) throw first.error;
  const failures = errors.map((failed) => failureOf(failed, null));
  options.signal?.throwIfAborted();
  const found = (await faces?.find(photo, options)) ?? [];
  const scored: FaceScore[] = [];
  for (const [i, face] of found.entries()) {
    const ofFace = await judgeFace(face, { photo, reference }, metrics, options);
    const landmarks = await options.landmarker?.find(photo, face.box);
    const shape = landmarks === undefined ? {} : faceShape(landmarks);
    scored.push({ ...face, ...scoresOf(metrics, ofFace.results), ...shape });
    failures.push(...ofFace.errors.map((failed) => failureOf(failed, i)));
  }
  const crops = results.find((result) => result.crops !== undefined)?.crops?.scores ?? [];
  return { ...scoresOf(metrics, results), results, failures, crops, faces: scored };
}

interface Subject {
  readonly photo: Photo;
  readonly reference: PhotoOptions['reference'];
}

interface Judgement {
  readonly results: readonly MetricResult[];
  readonly errors: readonly FailedMetric[];
}

interface FailedMetric {
  readonly metric: MetricModel;
  readonly error: HyperIqaError;
}

async function judgeFace(
  { box }: Face,
  { photo, reference }: Subject,
  metrics: readonly Metric[],
  options: ScoreOptions,
): Promise<Judgement> {
  const original = isOfSameSize(photo, reference) ? cropPhoto(reference, box) : undefined;
  const able = metrics.filter(({ model }) => original !== undefined || !comparesWithReference(model));
  const { results, errors } = await judge({ photo: cropPhoto(photo, box), reference: original }, able, options);
  const isTooSmall = ({ metric, error }: FailedMetric) =>
    comparesWithReference(metric) && error.code === 'IMAGE_TOO_SMALL';
  return { results, errors: errors.filter((failed) => !isTooSmall(failed)) };
}

function isOfSameSize({ width, height }: Photo, reference: Subject['reference']): reference is Photo {
  const isPhoto = reference !== undefined && !(reference instanceof HyperIqaError);
  return isPhoto && reference.width === width && reference.height === height;
}

/** What each metric says of the photo, or why it says nothing. */
async function judge(
  { photo, reference }: Subject,
  metrics: readonly Metric[],
  options: ScoreOptions,
): Promise<Judgement> {
  const results: MetricResult[] = [];
  const errors: FailedMetric[] = [];
  for (const metric of metrics) {
    try {
      results.push(resultOf(metric, await metric.score(inputOf(metric, { photo, reference }), options)));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof HyperIqaError) || isDeviceLoss(error)) throw error;
      errors.push({ metric: metric.model, error });
    }
  }
  return { results, errors };
}

/** @throws the reason why there is no reference, for a metric that compares. */
function inputOf({ model }: Metric, { photo, reference }: Subject): MetricInput {
  if (!comparesWithReference(model)) return { photo };
  if (reference instanceof HyperIqaError) throw reference;
  return { photo, reference };
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
  return { metric: metric.name, face, code, message };
}

function scoresOf(metrics: readonly Metric[], results: readonly MetricResult[]): Scores {
  const first = results.find(({ metric }) => metric === metrics[0].model.name);
  return {
    score: first?.score ?? null,
    scores: Object.fromEntries(results.map(({ metric, score }) => [metric, score])),
  };
}
