/**
 * Selects the photos that a report shows: the largest disagreements between score and given score, and the faces that score
 * lowest compared to their photo.
 */
import { linearRegression, linearRegressionLine } from 'simple-statistics';
import type { ResultRow } from '../study/row.ts';
import { onOneScale } from './range.ts';

export interface Standout {
  readonly row: ResultRow;
  /** The size of the disagreement, in the scores' units. */
  readonly amount: number;
}

export interface Disagreements {
  /** The basis of comparison: the given score itself or, where the scales differ, a line fitted to it. */
  readonly measure: 'difference' | 'residual';
  /** Largest first; `amount` is score minus given score, or the fitted line at the score minus the given score. */
  readonly photos: readonly Standout[];
}

/** The rows with the largest |given score - score|. `lowerIsBetter` scores and scores on another scale are mapped by a line. */
export function disagreements(rows: readonly ResultRow[], count: number, lowerIsBetter: boolean): Disagreements {
  const given = rows.map((row) => row.givenScore);
  const scores = rows.map((row) => row.photoScore);
  const sameScale = !lowerIsBetter && onOneScale(given, scores);
  const predict = sameScale
    ? (score: number) => score
    : linearRegressionLine(linearRegression(rows.map((_, i) => [scores[i]!, given[i]!])));
  const photos = rows
    .map((row) => ({ row, amount: predict(row.photoScore) - row.givenScore }))
    .filter(({ amount }) => Number.isFinite(amount))
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  return { measure: sameScale ? 'difference' : 'residual', photos: photos.slice(0, count) };
}

/** The rows whose face scores worst compared to its photo, worst first; `amount` is face minus photo. */
export function largestDrops(rows: readonly ResultRow[], count: number, lowerIsBetter: boolean): readonly Standout[] {
  const worse = lowerIsBetter ? -1 : 1;
  return rows
    .flatMap((row) => (row.face === null ? [] : [{ row, amount: row.face.score - row.photoScore }]))
    .sort((a, b) => worse * (a.amount - b.amount))
    .slice(0, count);
}
