/** What is told of a clip, to programs and on one line of JSON. */
import type { MetricFailure } from './judge.ts';
import type { FailedReport } from './photo-report.ts';
import type { ClipMetricResult, ClipScore } from './score-clip.ts';

export interface ScoredClip extends ClipScore {
  readonly file: string;
  /** Of each so many frames, the first was scored. */
  readonly every: number;
  /** Which metrics scored, by whose weights. */
  readonly model: string;
  readonly adapter: string;
  /** Milliseconds from the file to the scores. */
  readonly ms: number;
}

export type ClipReport = ScoredClip | FailedReport;

/** A clip's scores for programs. */
export interface ClipResult {
  /** Pixels of a frame. */
  readonly width: number;
  readonly height: number;
  /** The first metric's; null where it failed. */
  readonly score: number | null;
  /** Of every metric that did not fail, by name. */
  readonly scores: Readonly<Record<string, number>>;
  /** Metrics without a score, and why; usually empty. */
  readonly errors: readonly MetricFailure[];
  /** One of each metric that did not fail, in their order. */
  readonly results: readonly ClipMetricResult[];
  /** The numbers of the frames that were scored; the clip's first is 0. */
  readonly frames: readonly number[];
  /** When they are shown; null where that is not known. */
  readonly seconds: readonly number[] | null;
  /** Which metrics scored, by whose weights: `vsfa/authors`. */
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

/** One line; `scores` only where there are several, `errors` only where something failed. */
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
