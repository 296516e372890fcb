/** One line of skipped.csv: a photo that has no row in scores.csv, and why. */
import { HyperIqaError } from '../errors.ts';
import { type CellForm, csvLine } from './csv.ts';
import type { SkipReason } from './selection.ts';

export interface SkippedPhoto {
  readonly imageName: string;
  readonly reason: SkipReason;
  /** The error of a photo that failed, how many faces there were. */
  readonly detail: string;
}

export const skippedColumns = ['image_name', 'reason', 'detail'] as const;

const reasons: readonly SkipReason[] = ['no-face', 'several-faces', 'excluded', 'without-row', 'failed'];

/** The line of skipped.csv with its end. */
export function formatSkipped({ imageName, reason, detail }: SkippedPhoto, form: CellForm): string {
  return csvLine([imageName, reason, detail], form);
}

/** @throws HyperIqaError FORMAT when the values are no line of skipped.csv. */
export function parseSkipped([imageName, word, detail]: readonly string[], name: string): SkippedPhoto {
  const reason = reasons.find((known) => known === word);
  if (imageName !== undefined && reason !== undefined && detail !== undefined) return { imageName, reason, detail };
  throw new HyperIqaError(
    'FORMAT',
    `${name}: the row of ${imageName} gives no reason that is known (${reasons.join(', ')}).`,
  );
}
