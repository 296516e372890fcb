/** Minimal reports for tests. */
import type { FailedReport, ScoredReport } from '../../../src/scoring/photo-report.ts';

export function scored(file: string, score: number | null, others: Partial<ScoredReport> = {}): ScoredReport {
  const scores: Record<string, number> = score === null ? {} : { hyperiqa: score };
  return {
    ...{ file, width: 6, height: 4, score, scores, results: [], failures: [], crops: [], faces: [] },
    ...{ model: 'HyperIQA', adapter: 'GPU', warnings: [], ms: 7 },
    ...others,
  };
}

export function failed(file: string): FailedReport {
  return { file, error: { code: 'IMAGE', message: `${file} is empty.` } };
}
