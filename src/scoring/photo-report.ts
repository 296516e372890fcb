/** The report of a photo's scores, for programs and as a line of JSON. */
import { type ErrorCode, HyperIqaError } from '../errors.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { Metric } from '../models/metric.ts';
import type { CropScore } from '../models/score.ts';
import type { MetricFailure, MetricResult } from './judge.ts';
import type { Verdict } from './requirements.ts';
import type { FaceScore } from './score-face.ts';
import type { PhotoScore } from './score-photo.ts';

/** The photo was scored, but its drawing could not be written. */
export interface DrawingFailure {
  readonly metric: null;
  readonly face: null;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface ScoredReport extends Omit<PhotoScore, 'failures'> {
  /** What failed for a photo that has a score; usually empty. */
  readonly failures: readonly (MetricFailure | DrawingFailure)[];
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** The reference file, if one was given. */
  readonly reference?: string;
  readonly model: string;
  /** The metrics of the faces, where they differ from the photo's. */
  readonly faceModel?: string;
  /** The verdict on each rule, where there are rules. */
  readonly requirements?: readonly Verdict[];
  readonly adapter: string;
  /** Defects of the file that did not prevent reading it; usually empty. */
  readonly warnings: readonly string[];
  /** Milliseconds from opening the file to the scores. */
  readonly ms: number;
}

export interface FailedReport {
  readonly file: string;
  readonly error: { readonly code: string; readonly message: string };
}

export type PhotoReport = ScoredReport | FailedReport;

/** @throws an error that is not a HyperIqaError, since it is a defect of this program and not of the photo. */
export function failedReport(file: string, error: unknown): FailedReport {
  if (!(error instanceof HyperIqaError)) throw error;
  return { file, error: { code: error.code, message: error.message } };
}

/** A metric's result for a photo. */
export interface PhotoMetricResult extends Omit<MetricResult, 'crops'> {
  /** Absent for a metric that looks at the whole photo. */
  readonly crops?: readonly CropScore[];
}

/** A photo's scores for programs, with the content of a line of `infer --json`. */
export interface PhotoResult {
  /** The path, the address, or the name of a photo without one. */
  readonly file: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The reference photo, if one was given. */
  readonly reference?: string;
  /** The first metric's score; null if it failed. */
  readonly score: number | null;
  /** The score of every metric that did not fail, by name. Omitted in JSON for a single metric. */
  readonly scores: Readonly<Record<string, number>>;
  /** What failed for a photo that has a score; usually empty, and then omitted in JSON. */
  readonly errors: readonly (MetricFailure | DrawingFailure)[];
  /** One for each metric that did not fail, in their order. */
  readonly results: readonly PhotoMetricResult[];
  /** Those of the first metric that looks at crops. */
  readonly crops: readonly CropScore[];
  /** Most confident first. */
  readonly faces: readonly FaceScore[];
  /** Which metrics scored, with which weights: `hyperiqa/authors/demo`. */
  readonly model: string;
  /** The same for the faces, where other metrics judged them. */
  readonly faceModel?: string;
  /** The verdict on each rule of `--require`, where there are rules. */
  readonly requirements?: readonly Verdict[];
  readonly adapter: string;
  /** Defects of the file that did not prevent reading it; usually empty. */
  readonly warnings: readonly string[];
  /** Milliseconds from opening the file to the scores. */
  readonly ms: number;
}

/** Keys are in the order that the README documents. */
export function photoResult(report: ScoredReport): PhotoResult {
  const { file, width, height, reference, score, scores, results, failures } = report;
  const { crops, faces, requirements, model, faceModel, adapter, warnings, ms } = report;
  return {
    ...{ file, width, height },
    ...(reference === undefined ? {} : { reference }),
    ...{ score, scores, errors: failures },
    results: results.map(({ crops: where, ...result }) => ({
      ...result,
      ...(where === undefined ? {} : { crops: where.scores }),
    })),
    ...{ crops, faces },
    ...(requirements === undefined ? {} : { requirements }),
    model,
    ...(faceModel === undefined ? {} : { faceModel }),
    ...{ adapter, warnings, ms },
  };
}

/** For each metric: network, weights, protocol, and `f16` in that precision. */
export function modelLabel(metrics: readonly Pick<Metric, 'label' | 'model'>[], precision: Precision): string {
  return metrics
    .map(({ label, model }) => `${label}${precision === 'f16' && model.usesPrecision ? '/f16' : ''}`)
    .join(',');
}

/**
 * One line; keys are in the order that the README documents. `scores` is present only for several metrics, `errors` only if
 * something failed, `reference` only with a reference, `faceModel` only where other metrics judged faces, and `requirements` only
 * where there are rules. JSON has no infinite numbers: an infinite score is the text "Infinity".
 */
export function jsonLine(report: PhotoReport): string {
  if ('error' in report) return JSON.stringify({ file: report.file, error: report.error });
  const { scores, errors, faces, ...result } = photoResult(report);
  const several = Object.keys(scores).length > 1 || errors.length > 0;
  const { file, width, height, reference, score, ...rest } = result;
  const line = {
    ...{ file, width, height, reference, score },
    ...(several ? { scores } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    results: rest.results,
    crops: rest.crops,
    faces: several || rest.faceModel !== undefined ? faces : faces.map(({ scores: _scores, ...face }) => face),
    ...{
      requirements: rest.requirements,
      model: rest.model,
      faceModel: rest.faceModel,
      adapter: rest.adapter,
      warnings: rest.warnings,
      ms: rest.ms,
    },
  };
  return JSON.stringify(line, (_key, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value));
}
