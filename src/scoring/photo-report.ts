/** What is told of a photo, on one line of JSON or in words. */
import { type ErrorCode, HyperIqaError } from '../errors.ts';
import type { MetricFailure, PhotoScore } from './score-photo.ts';

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

/**
 * One line; keys in the order that the README documents. `scores` only where there is more than `score`, `errors` only
 * where something failed, `reference` where the photo was held against one. JSON has no infinite numbers: such a score is
 * the text "Infinity".
 */
export function jsonLine(report: PhotoReport): string {
  if ('error' in report) return JSON.stringify({ file: report.file, error: report.error });
  const {
    file,
    width,
    height,
    reference,
    score,
    scores,
    results,
    failures,
    crops,
    faces,
    model,
    adapter,
    warnings,
    ms,
  } = report;
  const several = Object.keys(scores).length > 1 || failures.length > 0;
  const line = {
    ...{ file, width, height },
    ...(reference === undefined ? {} : { reference }),
    score,
    ...(several ? { scores } : {}),
    ...(failures.length > 0 ? { errors: failures } : {}),
    results: results.map(({ crops: where, ...result }) => ({
      ...result,
      ...(where === undefined ? {} : { crops: where.scores }),
    })),
    crops,
    faces: faces.map((face) => (several ? face : { confidence: face.confidence, box: face.box, score: face.score })),
    ...{ model, adapter, warnings, ms },
  };
  return JSON.stringify(line, (_key, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value));
}
