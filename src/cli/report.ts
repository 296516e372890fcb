/** What is told of a photo, on one line of JSON or in words. */
import { HyperIqaError } from '../errors.ts';
import type { PhotoScore } from '../scoring/score-photo.ts';

export interface ScoredReport extends PhotoScore {
  readonly file: string;
  readonly width: number;
  readonly height: number;
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
