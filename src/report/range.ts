/** Ranges of chart axes. */

/** From a to b on an axis. */
export type Range = readonly [number, number];

/** The extent of the values plus a thirtieth on both sides; never empty. */
export function rangeOf(values: readonly number[]): Range {
  const [low, high] = extentOf(values);
  if (low === high) return [low - 1, low + 1];
  if (!(low < high)) return [0, 1];
  const margin = (high - low) / 30;
  return [low - margin, high + margin];
}

/** Whether two sets of scores have the same scale: their ranges overlap by at least a tenth of their union. */
export function onOneScale(a: readonly number[], b: readonly number[]): boolean {
  const [one, other] = [rangeOf(a), rangeOf(b)];
  const shared = Math.min(one[1], other[1]) - Math.max(one[0], other[0]);
  const spanned = Math.max(one[1], other[1]) - Math.min(one[0], other[0]);
  return shared >= spanned / 10;
}

/** The smallest and largest value; infinite for no values. */
export function extentOf(values: readonly number[]): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
