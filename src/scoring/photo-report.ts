/** What is told of a photo, to programs, on one line of JSON or in words. */
import { type ErrorCode, HyperIqaError } from '../errors.ts';
import type { Precision } from '../graph/rewrite.ts';
import type { Metric } from '../models/metric.ts';
import type { CropScore } from '../models/score.ts';
import type { MetricFailure, MetricResult } from './judge.ts';
import type { Verdict } from './requirements.ts';
import type { FaceScore } from './score-face.ts';
import type { PhotoScore } from './score-photo.ts';

/** The photo is scored, and its drawing could not be written. */
export interface DrawingFailure {
  readonly metric: null;
  readonly face: null;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface ScoredReport extends Omit<PhotoScore, 'failures'> {
  /** What could not be done for a photo that has a score; usually empty. */
  readonly failures: readonly (MetricFailure | DrawingFailure)[];
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** The file that it was held against, where one was given. */
  readonly reference?: string;
  readonly model: string;
  /** What judged the faces, where that is not what judged the photo. */
  readonly faceModel?: string;
  /** How it stands to each rule, where there are rules. */
  readonly requirements?: readonly Verdict[];
  readonly adapter: string;
  /** What is wrong with the file although it could be read; usually empty. */
  readonly warnings: readonly string[];
  /** Milliseconds from the file to the scores. */
  readonly ms: number;
}

export interface FailedReport {
  readonly file: string;
  readonly error: { readonly code: string; readonly message: string };
}

export type PhotoReport = ScoredReport | FailedReport;

/** @throws what is no HyperIqaError: a mistake in this program, not in the photo. */
export function failedReport(file: string, error: unknown): FailedReport {
  if (!(error instanceof HyperIqaError)) throw error;
  return { file, error: { code: error.code, message: error.message } };
}

/** What a metric says of a photo. */
export interface PhotoMetricResult extends Omit<MetricResult, 'crops'> {
  /** None where the metric looks at the whole photo. */
  readonly crops?: readonly CropScore[];
}

/** A photo's scores for programs: what a line of `infer --json` holds. */
export interface PhotoResult {
  /** The path, the address, or what stands for a photo without one. */
  readonly file: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The photo that it was held against, where one was given. */
  readonly reference?: string;
  /** The first metric's; null where it failed. */
  readonly score: number | null;
  /** Of every metric that did not fail, by name. A line of JSON leaves them out where there is only one. */
  readonly scores: Readonly<Record<string, number>>;
  /** What could not be done for a photo that has a score; usually empty, and then left out of JSON. */
  readonly errors: readonly (MetricFailure | DrawingFailure)[];
  /** One of each metric that did not fail, in their order. */
  readonly results: readonly PhotoMetricResult[];
  /** Of the first metric that looks at crops. */
  readonly crops: readonly CropScore[];
  /** The most confident first. */
  readonly faces: readonly FaceScore[];
  /** Which metrics scored, by whose weights: `hyperiqa/authors/demo`. */
  readonly model: string;
  /** The same of the faces, where other metrics judged them. */
  readonly faceModel?: string;
  /** How the photo stands to each rule of `--require`, where there are rules. */
  readonly requirements?: readonly Verdict[];
  readonly adapter: string;
  /** What is wrong with the file although it could be read; usually empty. */
  readonly warnings: readonly string[];
  /** Milliseconds from the file to the scores. */
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

/** What scores, of every metric: network, whose weights, protocol, and `f16` in that precision. */
export function modelLabel(metrics: readonly Pick<Metric, 'label' | 'model'>[], precision: Precision): string {
  return metrics
    .map(({ label, model }) => `${label}${precision === 'f16' && model.usesPrecision ? '/f16' : ''}`)
    .join(',');
}

/**
 * One line; keys in the order that the README documents. `scores` only where there is more than `score`, `errors` only
 * where something failed, `reference` where the photo was held against one, `faceModel` where other
 * metrics judged faces, `requirements` where there are rules. JSON has no infinite numbers: such a score is
 * the text "Infinity".
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
