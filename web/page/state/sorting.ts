/** The order of the list. */
import { type PhotoEntry, resultOf } from './photo.ts';

/** `metric:NAME` is a metric's score. */
export type SortKey = 'added' | 'name' | `metric:${string}` | 'face' | 'spread' | 'pixels';

export interface Order {
  readonly by: SortKey;
  readonly descending: boolean;
}

const names = new Intl.Collator(undefined, { numeric: true });

/** The value by which a photo is sorted; null where it has none. */
function figureOf(entry: PhotoEntry, by: Exclude<SortKey, 'added' | 'name'>): number | null {
  const result = resultOf(entry);
  const picture = entry.picture.value;
  switch (by) {
    case 'face':
      return result?.faces[0]?.score ?? null;
    case 'spread':
      return result?.crops?.spread ?? null;
    case 'pixels':
      return picture === null ? null : picture.width * picture.height;
    default:
      return result?.scores[by.slice('metric:'.length)] ?? null;
  }
}

/** A sorted copy; photos without a value come last in both directions, in the order in which they were added. */
export function sorted(entries: readonly PhotoEntry[], { by, descending }: Order): readonly PhotoEntry[] {
  const sign = descending ? -1 : 1;
  if (by === 'added') return descending ? [...entries].reverse() : entries;
  if (by === 'name') return [...entries].sort((a, b) => sign * names.compare(a.name, b.name));
  const figures = new Map(entries.map((entry) => [entry, figureOf(entry, by)]));
  return [...entries].sort((a, b) => {
    const [x, y] = [figures.get(a) ?? null, figures.get(b) ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    // Two infinite values cannot be subtracted.
    return x === y ? 0 : sign * (x - y);
  });
}
