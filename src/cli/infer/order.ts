/** `--sort` and `--top`: orders photos by their scores or those of their faces. */
import type { FailedReport, PhotoReport, ScoredReport } from '../../scoring/photo-report.ts';

export type Order = 'best' | 'worst' | 'best-face' | 'worst-face' | 'name';

export const orders: readonly Order[] = ['best', 'worst', 'best-face', 'worst-face', 'name'];

/** The direction of a metric's scores. */
type Direction = 'higher' | 'lower';

/** The directions of the metrics by which photos are sorted: the first of photos, and the first of faces. */
export interface Directions {
  readonly photo: Direction;
  readonly face: Direction;
}

/** Compares scores for sorting, worst first. Infinite scores are equal to themselves. */
export function worstFirst(better: Direction): (a: number, b: number) => number {
  const sign = better === 'higher' ? 1 : -1;
  return (a, b) => (a === b ? 0 : sign * (a < b ? -1 : 1));
}

/**
 * @param top how many photos are kept; default all.
 * @returns scored photos in order, by the score of the photo or of its most confident face, those without such a score last; then all
 * that failed.
 */
export function inOrder(
  reports: readonly PhotoReport[],
  order: Order,
  better: Directions,
  top?: number,
): readonly PhotoReport[] {
  const scored = reports.filter((report): report is ScoredReport => !('error' in report));
  const failed = reports.filter((report): report is FailedReport => 'error' in report);
  const isOfFaces = order === 'best-face' || order === 'worst-face';
  const compare = worstFirst(isOfFaces ? better.face : better.photo);
  const scoreOf = ({ score, faces }: ScoredReport) => (isOfFaces ? (faces[0]?.score ?? null) : score);
  const byName = (a: PhotoReport, b: PhotoReport) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
  const byScore = (a: ScoredReport, b: ScoredReport) => {
    const [first, second] = [scoreOf(a), scoreOf(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return order.startsWith('best') ? compare(second, first) : compare(first, second);
  };
  const sorted = [...scored].sort((a, b) => (order === 'name' ? 0 : byScore(a, b)) || byName(a, b));
  return [...sorted.slice(0, top), ...failed];
}
