/** Scores one face of a photo and finds its landmarks. */
import { HyperIqaError } from '../errors.ts';
import { alignedFace } from '../image/align-face.ts';
import { cropPhoto } from '../image/crop.ts';
import { faceChip } from '../image/face-chip.ts';
import { type FacePoints, fivePoints } from '../image/face-points.ts';
import type { Photo } from '../image/photo.ts';
import type { Point } from '../image/point.ts';
import type { Face } from '../models/detector.ts';
import type { FaceLandmarker } from '../models/landmarks.ts';
import type { Metric } from '../models/metric.ts';
import { comparesWithReference, type MetricModel } from '../models/metric.ts';
import type { DetectorModel } from '../models/model.ts';
import type { MetricInput, ScoreOptions } from '../models/score.ts';
import { type FaceFacts, faceFacts } from './face-facts.ts';
import { type FaceShape, faceShape } from './face-shape.ts';
import { type FailedMetric, judge, type MetricResult, type Scores, scoresOf } from './judge.ts';

/** A face with its scores, its facts, and its shape where its points were found. */
export interface FaceScore extends Face, Scores, FaceFacts, Partial<Omit<FaceShape, 'points'>> {
  /** One for each metric that did not fail, in their order. */
  readonly results: readonly Omit<MetricResult, 'crops'>[];
}

export interface JudgedFace {
  readonly score: FaceScore;
  readonly errors: readonly FailedMetric[];
}

/** The photo of a face, and the reference for metrics that compare. */
export interface Surroundings {
  readonly photo: Photo;
  readonly reference: Photo | HyperIqaError | undefined;
  /** null to find no landmarks. */
  readonly landmarker: Pick<FaceLandmarker, 'find'> | null;
}

/**
 * Scores a face. A metric for aligned faces gets the aligned face, any other the pixels that the box touches. Metrics that
 * compare get the same pixels of the reference, unless it has fewer than they need.
 * @throws HyperIqaError DEVICE_LOST; the reason of an aborted signal; what `FaceLandmarker.find` throws.
 */
export async function scoreFace(
  face: Face,
  { photo, reference, landmarker }: Surroundings,
  metrics: readonly Metric[],
  options: ScoreOptions,
): Promise<JudgedFace> {
  const landmarks = await landmarker?.find(photo, face.box);
  const points = pointsOf(face, landmarks);
  const original = isOfSameSize(photo, reference) ? cropPhoto(reference, face.box) : undefined;
  const able = metrics.filter(({ model }) => original !== undefined || !comparesWithReference(model));
  // Metrics with the same view of a face share its picture.
  const pictures = new Map<MetricModel['faceView'], Photo>();
  const inputOf = ({ model }: Metric): MetricInput => {
    const picture = pictures.get(model.faceView) ?? pictureOfFace(model, photo, face, points);
    pictures.set(model.faceView, picture);
    return { photo: picture, ...(comparesWithReference(model) ? { reference: original } : {}) };
  };
  const { results, errors } = await judge(able, inputOf, options);
  const isTooSmall = ({ metric, error }: FailedMetric) =>
    comparesWithReference(metric) && error.code === 'IMAGE_TOO_SMALL';
  return {
    score: {
      ...face,
      ...scoresOf(metrics, results),
      ...faceFacts(photo, face.box),
      ...(points === undefined ? {} : faceShape(points, landmarks)),
      results: results.map(({ crops: _crops, ...result }) => result),
    },
    errors: errors.filter((failed) => !isTooSmall(failed)),
  };
}

function isOfSameSize({ width, height }: Photo, reference: Surroundings['reference']): reference is Photo {
  const isPhoto = reference !== undefined && !(reference instanceof HyperIqaError);
  return isPhoto && reference.width === width && reference.height === height;
}

/**
 * Whether landmarks are needed even if they were not requested: to align faces for one of the metrics.
 * @param detector finds the faces, and possibly their points; null where it is not known.
 */
export function needsLandmarks(faceMetrics: readonly MetricModel[], detector: DetectorModel | null): boolean {
  return !detector?.findsPoints && faceMetrics.some(({ faceView }) => faceView === 'aligned' || faceView === 'chip');
}

/** The detector's points where it finds any, otherwise those of the landmarks. */
export function pointsOf(face: Face, landmarks: readonly Point[] | undefined): FacePoints | undefined {
  return face.points ?? (landmarks && fivePoints(landmarks));
}

/**
 * The input of a metric for a face: the aligned face, or the pixels that the box touches.
 * @throws HyperIqaError USAGE for a metric of aligned faces without points; IMAGE_TOO_SMALL when the points coincide.
 */
export function pictureOfFace(
  { title, faceView }: MetricModel,
  photo: Photo,
  { box }: Face,
  points: FacePoints | undefined,
): Photo {
  if (faceView !== 'aligned' && faceView !== 'chip') return cropPhoto(photo, box);
  if (points !== undefined) return faceView === 'chip' ? faceChip(photo, points) : alignedFace(photo, points);
  throw new HyperIqaError('USAGE', `${title} scores aligned faces, which need landmarks: enable them.`);
}
