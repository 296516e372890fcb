/** Divides the photos of a study among machines. */
import { HyperIqaError } from '../errors.ts';

/** `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export const wholeStudy: Shard = { index: 1, count: 1 };

/** Parses text such as `3/16`. @throws HyperIqaError USAGE for anything else. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) return { index, count };
  throw new HyperIqaError(
    'USAGE',
    `Expected a shard K/N with K from 1 to N, such as 3/16, not ${JSON.stringify(text)}.`,
  );
}

export function formatShard({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * Every `count`-th item from the `index`-th: shards differ by at most one item, and adjacent photos, which often have similar
 * sizes, are spread.
 */
export function shardOf<T>(items: readonly T[], { index, count }: Shard): readonly T[] {
  return items.filter((_, i) => i % count === index - 1);
}

/** The number of `items` in the shard. */
export function shardSize(items: number, { index, count }: Shard): number {
  return Math.max(0, Math.ceil((items - index + 1) / count));
}
