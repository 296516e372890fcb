/** Counts for a run's last line, so that the reports themselves need not be kept. */
import type { PhotoReport } from '../../scoring/photo-report.ts';

export interface Tally {
  readonly photos: number;
  readonly faces: number;
  /** Photos without any score. */
  readonly failed: number;
  /** Photos with a score for which something else failed. */
  readonly failedInPart: number;
  /** Photos that break a rule. */
  readonly refused: number;
}

export const emptyTally: Tally = { photos: 0, faces: 0, failed: 0, failedInPart: 0, refused: 0 };

export function tallied(before: Tally, report: PhotoReport): Tally {
  if ('error' in report) return { ...before, failed: before.failed + 1 };
  return {
    ...before,
    photos: before.photos + 1,
    faces: before.faces + report.faces.length,
    failedInPart: before.failedInPart + (report.failures.length > 0 ? 1 : 0),
    refused: before.refused + (report.requirements?.some(({ isMet }) => !isMet) ? 1 : 0),
  };
}
