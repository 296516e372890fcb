/** Minimal reports for tests. */
import type { FailedReport, ScoredReport } from '../../../src/scoring/photo-report.ts';
import type { FaceScore } from '../../../src/scoring/score-face.ts';

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

export function face(score: number | null): FaceScore {
  const scores: Record<string, number> = score === null ? {} : { hyperiqa: score };
  return {
    ...{ confidence: 0.9, box: [1, 1, 3, 3], score, scores, results: [] },
    ...{ brightness: 0, contrast: 0, sharpness: 0 },
  };
}
