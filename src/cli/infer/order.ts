/** `--sort` and `--top`: orders photos by score. */
import type { FailedReport, PhotoReport, ScoredReport } from '../../scoring/photo-report.ts';

export type Order = 'best' | 'worst' | 'name';

export const orders: readonly Order[] = ['best', 'worst', 'name'];

/** Compares scores for sorting, worst first. Infinite scores are equal to themselves. */
export function worstFirst(better: 'higher' | 'lower'): (a: number, b: number) => number {
  const sign = better === 'higher' ? 1 : -1;
  return (a, b) => (a === b ? 0 : sign * (a < b ? -1 : 1));
}

/**
 * @param better the direction of the first metric, by which photos are sorted.
 * @param top how many photos are kept; default all.
 * @returns scored photos in order, those without the first metric's score last; then all that failed.
 */
export function inOrder(
  reports: readonly PhotoReport[],
  order: Order,
  better: 'higher' | 'lower',
  top?: number,
): readonly PhotoReport[] {
  const scored = reports.filter((report): report is ScoredReport => !('error' in report));
  const failed = reports.filter((report): report is FailedReport => 'error' in report);
  const compare = worstFirst(better);
  const byName = (a: PhotoReport, b: PhotoReport) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
  const byScore = (a: ScoredReport, b: ScoredReport) => {
    if (a.score === null || b.score === null) return Number(a.score === null) - Number(b.score === null);
    return order === 'best' ? compare(b.score, a.score) : compare(a.score, b.score);
  };
  const sorted = [...scored].sort((a, b) => (order === 'name' ? 0 : byScore(a, b)) || byName(a, b));
  return [...sorted.slice(0, top), ...failed];
}
