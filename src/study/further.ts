/** What a study records beside its one score of each photo: scores by further metrics, and what metrics state in words. */
import { HyperIqaError } from '../errors.ts';
import type { ResultRow } from './row.ts';

/** A metric of whole photos besides the study's own. */
export interface FurtherMetric {
  readonly metric: string;
  /** Network, weights and protocol. */
  readonly model: string;
  /** null for synthetic weights, and for a formula. */
  readonly weightsSha256: string | null;
  /** null for a metric without crops, as is `crops`. */
  readonly protocol: string | null;
  readonly crops: number | null;
}

/** The optional contents of a run's tables. */
export interface Beside {
  readonly furtherMetrics: readonly FurtherMetric[];
  /** Metrics that state in words what is wrong with a photo: `blurred, level 2 of 5`. */
  readonly wordsOf: readonly string[];
}

/** The names of their columns in scores.csv, before those of the indicators. */
export function besideColumns({ furtherMetrics, wordsOf }: Beside): readonly string[] {
  return [
    ...furtherMetrics.map(({ metric }) => `${metric}_predict_score`),
    ...wordsOf.map((metric) => `${metric}_words`),
  ];
}

/** The cells of those columns. @param judgements by metric. */
export function besideCells(
  judgements: ReadonlyMap<string, { readonly score: number; readonly words: string }>,
  { furtherMetrics, wordsOf }: { readonly furtherMetrics: readonly string[]; readonly wordsOf: readonly string[] },
): readonly string[] {
  return [
    ...furtherMetrics.map((metric) => String(judgements.get(metric)!.score)),
    ...wordsOf.map((metric) => judgements.get(metric)!.words),
  ];
}

/**
 * A row's score by the further metric of that index.
 * @throws HyperIqaError FORMAT when the table holds no number there.
 */
export function furtherScore({ imageName, carried }: ResultRow, place: number): number {
  const text = carried[place] ?? '';
  const score = Number(text);
  if (text !== '' && Number.isFinite(score)) return score;
  throw new HyperIqaError(
    'FORMAT',
    `The row of ${imageName} lacks the score of a further metric: the table was changed.`,
  );
}

/** How many photos share a statement of the metric, and their mean given score. */
export interface SaidOften {
  readonly words: string;
  readonly photos: number;
  readonly meanGiven: number;
}

export interface Sayings {
  readonly metric: string;
  /** Most frequent first. */
  readonly said: readonly SaidOften[];
}

/** A metric appends its confidence in brackets to each finding, which would distinguish photos with the same statement. */
const howSure = / \([^()]*\)(?=;|$)/g;

/** Counts what the metrics stated in words over all photos. */
export class SayingCounter {
  readonly #beside: Beside;
  readonly #counts: readonly Map<string, { photos: number; sum: number }>[];

  constructor(beside: Beside) {
    this.#beside = beside;
    this.#counts = beside.wordsOf.map(() => new Map());
  }

  add({ carried, givenScore }: ResultRow): void {
    for (const [i, counts] of this.#counts.entries()) {
      const words = carried[this.#beside.furtherMetrics.length + i]!.replace(howSure, '');
      const { photos, sum } = counts.get(words) ?? { photos: 0, sum: 0 };
      counts.set(words, { photos: photos + 1, sum: sum + givenScore });
    }
  }

  get sayings(): readonly Sayings[] {
    return this.#beside.wordsOf.map((metric, i) => ({
      metric,
      said: [...this.#counts[i]!]
        .map(([words, { photos, sum }]) => ({ words, photos, meanGiven: sum / photos }))
        .sort((a, b) => b.photos - a.photos || (a.words < b.words ? -1 : 1)),
    }));
  }
}
