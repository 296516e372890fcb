/** Ranks, and Kendall's rank correlation. */

/** Numbers by order: equal numbers share a level, and the smallest has level 0. */
export interface Levels {
  /** [N] */
  readonly of: Int32Array;
  /** The number of different numbers. */
  readonly count: number;
}

export function levelsOf(values: readonly number[]): Levels {
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const of = new Int32Array(values.length);
  let level = -1;
  for (const [place, i] of order.entries()) {
    if (place === 0 || values[i] !== values[order[place - 1]!]) level++;
    of[i] = level;
  }
  return { of, count: level + 1 };
}

/** The numbers at some places; afterwards some levels may have no number. */
export function drawLevels({ of, count }: Levels, places: Int32Array): Levels {
  return { of: places.map((place) => of[place]!), count };
}

/** Ranks from 1; equal numbers get the mean of their ranks. */
export function midranks({ of, count }: Levels): number[] {
  const sizes = new Int32Array(count);
  for (const level of of) sizes[level]!++;
  const ranks = new Float64Array(count);
  let below = 0;
  for (const [level, size] of sizes.entries()) {
    ranks[level] = below + (size + 1) / 2;
    below += size;
  }
  return Array.from(of, (level) => ranks[level]!);
}

/**
 * Kendall's tau-b, which handles ties: (concordant - discordant) / sqrt(pairs untied in x * pairs untied in y). By sorting and a
 * Fenwick tree in N log N, after Knight (1966) and Christensen (2005). NaN where one side is constant.
 */
export function kendallTauB(x: Levels, y: Levels): number {
  const order = sortBy(
    x,
    sortBy(
      y,
      Int32Array.from(x.of, (_, i) => i),
    ),
  );
  const pairs = (size: number) => (size * (size - 1)) / 2;
  const total = pairs(order.length);
  let discordant = 0;
  let tiedInBoth = 0;
  let run = 0;
  const seen = new Int32Array(y.count + 1);
  for (const [place, i] of order.entries()) {
    const level = y.of[i]!;
    const before = order[place - 1];
    run = before !== undefined && x.of[before] === x.of[i] && y.of[before] === level ? run + 1 : 0;
    tiedInBoth += run;
    // Within one level of x those already seen have no greater y, so that only pairs untied in x are counted.
    let notGreater = 0;
    for (let node = level + 1; node > 0; node -= node & -node) notGreater += seen[node]!;
    discordant += place - notGreater;
    for (let node = level + 1; node < seen.length; node += node & -node) seen[node]!++;
  }
  const tiedInX = tiedPairs(x);
  const tiedInY = tiedPairs(y);
  const excess = total - tiedInX - tiedInY + tiedInBoth - 2 * discordant;
  return excess / Math.sqrt(total - tiedInX) / Math.sqrt(total - tiedInY);
}

/** A stable counting sort of places by level. */
function sortBy({ of, count }: Levels, places: Int32Array): Int32Array {
  const next = new Int32Array(count + 1);
  for (const level of of) next[level + 1]!++;
  for (let level = 0; level < count; level++) next[level + 1]! += next[level]!;
  const sorted = new Int32Array(places.length);
  for (const place of places) sorted[next[of[place]!]!++] = place;
  return sorted;
}

function tiedPairs({ of, count }: Levels): number {
  const sizes = new Int32Array(count);
  let tied = 0;
  for (const level of of) tied += sizes[level]!++;
  return tied;
}
