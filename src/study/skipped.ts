/** One line of skipped.csv: a photo without a row in scores.csv, and the reason. */
import { HyperIqaError } from '../errors.ts';
import type { SkipReason } from './selection.ts';

export interface SkippedPhoto {
  readonly imageName: string;
  readonly reason: SkipReason;
  /** The error of a photo that failed, or the number of faces. */
  readonly detail: string;
}

export const skippedColumns = ['image_name', 'reason', 'detail'] as const;

const reasons: readonly SkipReason[] = ['no-face', 'several-faces', 'excluded', 'without-row', 'failed'];

/** The cells of a line of skipped.csv. */
export function skippedCells({ imageName, reason, detail }: SkippedPhoto): readonly string[] {
  return [imageName, reason, detail];
}

/** @throws HyperIqaError FORMAT when the values are not a line of skipped.csv. */
export function parseSkipped([imageName, word, detail]: readonly string[], name: string): SkippedPhoto {
  const reason = reasons.find((known) => known === word);
  if (imageName !== undefined && reason !== undefined && detail !== undefined) return { imageName, reason, detail };
  throw new HyperIqaError(
    'FORMAT',
    `${name}: the row of ${imageName} gives an unknown reason; known are (${reasons.join(', ')}).`,
  );
}
