/** Decides which photos of the list are shown. */
import { type PhotoEntry, resultOf } from './photo.ts';

export interface Filter {
  /** Shows photos whose name contains it, ignoring case. */
  readonly name: string;
  /** Bounds of the score; null for none. Photos without a score are within no bound. */
  readonly above: number | null;
  readonly below: number | null;
  /** `none`: photos that were searched for faces and have none. */
  readonly faces: 'all' | 'some' | 'none';
}

export const noFilter: Filter = { name: '', above: null, below: null, faces: 'all' };

export function isFiltering({ name, above, below, faces }: Filter): boolean {
  return name !== '' || above !== null || below !== null || faces !== 'all';
}

/** @param metric the metric whose scores the bounds apply to. */
export function passes(entry: PhotoEntry, filter: Filter, metric: string): boolean {
  const { name, above, below } = filter;
  if (!entry.name.toLowerCase().includes(name.toLowerCase())) return false;
  if (!passesFaces(entry, filter)) return false;
  if (above === null && below === null) return true;
  const score = resultOf(entry)?.scores[metric];
  return score !== undefined && score > (above ?? -Infinity) && (below === null || score < below);
}

function passesFaces({ status: { value } }: PhotoEntry, { faces }: Filter): boolean {
  if (faces === 'all') return true;
  if (value.kind !== 'scored' || !value.facesSought) return false;
  return value.result.faces.length > 0 === (faces === 'some');
}

/**
 * The photos with the worst scores, worst first.
 * @param better whether the higher or the lower of two scores is better.
 */
export function worstOf(
  entries: readonly PhotoEntry[],
  many: number,
  metric: string,
  better: 'higher' | 'lower',
): readonly PhotoEntry[] {
  const sign = better === 'higher' ? 1 : -1;
  return entries
    .flatMap((entry) => {
      const score = resultOf(entry)?.scores[metric];
      return score === undefined ? [] : [{ entry, score: sign * score }];
    })
    .sort((a, b) => (a.score === b.score ? 0 : a.score - b.score))
    .slice(0, many)
    .map(({ entry }) => entry);
}
