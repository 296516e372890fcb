/** What is told of a clip, to programs and on one line of JSON. */
import type { ClipScore } from './score-clip.ts';
import type { FailedReport } from './photo-report.ts';

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

/** One line; keys in the order that docs/VIDEO.md documents. */
export function clipJsonLine(report: ClipReport): string {
  if ('error' in report) return JSON.stringify({ file: report.file, error: report.error });
  const { file, width, height, every, score, scores, failures, results, frames, seconds, model, adapter, ms } = report;
  const line = {
    ...{ file, width, height, every, score },
    ...(results.length > 1 || failures.length > 0 ? { scores } : {}),
    ...(failures.length > 0 ? { errors: failures } : {}),
    ...{ results, frames, seconds, model, adapter, ms },
  };
  return JSON.stringify(line);
}
