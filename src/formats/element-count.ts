/** Checks shapes that a file claims before anything is allocated for them. */

/** More dimensions than any tensor library supports, so that more indicate a damaged or malicious file. */
export const mostDimensions = 64;

/**
 * The number of values of a shape; undefined for an invalid shape: a negative or fractional dimension, too many dimensions, or a
 * product beyond 2^53.
 */
export function elementCount(shape: readonly number[]): number | undefined {
  if (shape.length > mostDimensions || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    return undefined;
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}
