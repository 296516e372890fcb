/** The models that serve where none is named. Their weights are part of the repository. */
import { faceDetector } from './face-detector/model.ts';
import { faceLandmarks } from './face-landmarks/model.ts';
import { faceRecognisability } from './face-recognisability/model.ts';
import type { MetricModel } from './metric.ts';
import type { DetectorModel, LandmarkModel } from './model.ts';
import { photoJudge } from './photo-judge/model.ts';

/** Scores a photo if no metric is named; it needs no download. */
export const defaultMetric: MetricModel = photoJudge;
/** Scores faces if no metric is named; general metrics do not measure the quality of a face (docs/STUDY.md). */
export const defaultFaceMetric: MetricModel = faceRecognisability;
export const defaultDetector: DetectorModel = faceDetector;
export const defaultLandmarks: LandmarkModel = faceLandmarks;
