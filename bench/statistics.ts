/** The median: the middle value, or the mean of the two middle ones. NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest value that at least `share` (0..1) of all values do not exceed (nearest rank). NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The spread of values relative to the largest: 0 when all are equal. */
export function drift(values: readonly number[]): number {
  return 1 - Math.min(...values) / Math.max(...values);
}

/**
 * The largest difference of `values` from `reference`, relative to the reference's largest magnitude; NaN for a missing value.
 */
export function largestDifference(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < reference.length; i++) {
    largest = Math.max(largest, Math.abs(reference[i]));
    difference = Math.max(difference, Math.abs((values[i] ?? Number.NaN) - reference[i]));
  }
  return difference === 0 ? 0 : difference / largest;
}
