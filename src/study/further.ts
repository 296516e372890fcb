/** What a study has beside its one score of each photo: scores by further metrics, and what metrics say in words. */
import { HyperIqaError } from '../errors.ts';
import type { ResultRow } from './row.ts';

/** A metric of whole photos that scores beside the study's own. */
export interface FurtherMetric {
  readonly metric: string;
  /** What scores: network, whose weights, protocol. */
  readonly model: string;
  /** null for synthetic weights, and for a formula. */
  readonly weightsSha256: string | null;
  /** null for a metric without crops, as `crops`. */
  readonly protocol: string | null;
  readonly crops: number | null;
}

/** What a run's tables hold beside what every run's hold. */
export interface Beside {
  readonly furtherMetrics: readonly FurtherMetric[];
  /** Metrics that say in words what is wrong with a photo: `blurred, level 2 of 5`. */
  readonly wordsOf: readonly string[];
}

/** Names of the columns in scores.csv, before those of the indicators. */
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
 * The score of a row by the further metric of that place.
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

/** How many photos a metric said something of, and what people gave those on average. */
export interface SaidOften {
  readonly words: string;
  readonly photos: number;
  readonly meanGiven: number;
}

export interface Sayings {
  readonly metric: string;
  /** The most frequent first. */
  readonly said: readonly SaidOften[];
}

/** How sure a metric is stands in brackets behind its words, and tells photos apart that it says the same of. */
const howSure = / \([^()]*\)$/;

/** What the metrics with words said of all photos. */
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
