/** The report of a clip's scores, for programs and as a line of JSON. */
import type { MetricFailure } from './judge.ts';
import type { FailedReport } from './photo-report.ts';
import type { ClipMetricResult, ClipScore } from './score-clip.ts';

export interface ScoredClip extends ClipScore {
  readonly file: string;
  /** The first of every so many frames was scored. */
  readonly every: number;
  /** Which metrics scored, with which weights. */
  readonly model: string;
  readonly adapter: string;
  /** Milliseconds from opening the file to the scores. */
  readonly ms: number;
}

export type ClipReport = ScoredClip | FailedReport;

/** A clip's scores for programs. */
export interface ClipResult {
  /** Pixels of a frame. */
  readonly width: number;
  readonly height: number;
  /** The first metric's score; null if it failed. */
  readonly score: number | null;
  /** The score of every metric that did not fail, by name. */
  readonly scores: Readonly<Record<string, number>>;
  /** Metrics without a score, and the reasons; usually empty. */
  readonly errors: readonly MetricFailure[];
  /** One for each metric that did not fail, in their order. */
  readonly results: readonly ClipMetricResult[];
  /** The numbers of the scored frames in the clip, from 0. */
  readonly frames: readonly number[];
  /** When they are shown; null when that is not known. */
  readonly seconds: readonly number[] | null;
  /** Which metrics scored, with which weights: `vsfa/authors`. */
  readonly model: string;
  readonly adapter: string;
  /** Milliseconds from the first frame to the scores. */
  readonly ms: number;
}

/** Keys are in the order that docs/VIDEO.md documents. */
export function clipResult(clip: Omit<ScoredClip, 'file' | 'every'>): ClipResult {
  const { width, height, score, scores, failures: errors, results, frames, seconds, model, adapter, ms } = clip;
  return { width, height, score, scores, errors, results, frames, seconds, model, adapter, ms };
}

/** One line. `scores` is present only for several metrics, `errors` only if something failed. */
export function clipJsonLine(report: ClipReport): string {
  if ('error' in report) return JSON.stringify({ file: report.file, error: report.error });
  const { width, height, score, scores, errors, ...rest } = clipResult(report);
  const several = rest.results.length > 1 || errors.length > 0;
  return JSON.stringify({
    ...{ file: report.file, width, height, every: report.every, score },
    ...(several ? { scores } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    ...rest,
  });
}
