/** Reads what the page needs from a result, whichever metrics made it. */
import type { Checkpoint } from '../../src/models/checkpoint.ts';
import { findMetric } from '../../src/models/registry.ts';
import type { Result } from '../protocol.ts';

export function titleOf(metric: string): string {
  return findMetric(metric)?.title ?? metric;
}

/** What users of the page should know about a checkpoint's scores; null where there is nothing to warn about. */
export function cautionOf({ caution, plainCaution }: Pick<Checkpoint, 'caution' | 'plainCaution'>): string | null {
  return caution === null ? null : (plainCaution ?? caution);
}

/** The range of the score of a photo or a face. */
export function mainRange({ results }: Pick<Result['faces'][number], 'results'>): readonly [number, number] | null {
  return results.at(0)?.range ?? null;
}

/** The metric whose crops the page shows: the first that looked at crops. */
export function cropMetric({ results }: Result): string | null {
  return results.find(({ crops }) => crops !== undefined)?.metric ?? null;
}

/** The standard deviation over a metric's crops; 0 where it has none. */
export function spreadOf(result: Result, metric: string): number {
  return cropMetric(result) === metric ? (result.crops?.spread ?? 0) : 0;
}
