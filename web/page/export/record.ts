/** The exported data of a photo, equal to the command line's report. */
import type { PhotoReport } from '../../../src/scoring/photo-report.ts';
import type { Picture } from '../../protocol.ts';
import { lastAttemptWords } from '../format.ts';
import type { PhotoEntry, Scored } from '../state/photo.ts';

export interface PhotoRecord {
  readonly report: PhotoReport;
  /** The standard deviation over the crops; null without crops. */
  readonly spread: number | null;
}

/**
 * The records of photos that have a result; those still waiting are left out.
 * @param hasFaces whether to include their faces.
 */
export function recordsOf(entries: readonly PhotoEntry[], hasFaces: boolean): readonly PhotoRecord[] {
  return entries.flatMap(({ name: file, status, picture }): PhotoRecord[] => {
    if (status.value.kind === 'failed') return [{ report: { file, error: status.value.error }, spread: null }];
    if (status.value.kind !== 'scored' || picture.value === null) return [];
    const { width, height } = picture.value;
    const { reference } = status.value;
    const { score, scores, results, failures, crops, faces, requirements, model, adapter, milliseconds } =
      status.value.result;
    const ms = Math.round(milliseconds);
    const pixels = { file, width, height, warnings: warningsOf(status.value, picture.value) };
    const report = {
      ...pixels,
      ...(reference === null ? {} : { reference }),
      score,
      scores,
      results,
      failures,
      crops: crops?.crops ?? [],
      faces: hasFaces ? faces : [],
      ...(requirements === undefined ? {} : { requirements }),
      model,
      adapter,
      ms,
    };
    return [{ report, spread: crops?.spread ?? null }];
  });
}

/** The file's defects, and whether the scores are earlier ones. */
export function warningsOf({ lastAttempt }: Scored, { warnings }: Picture): readonly string[] {
  return lastAttempt === undefined ? warnings : [...warnings, lastAttemptWords(lastAttempt.error)];
}
