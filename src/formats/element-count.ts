/** More dimensions than any tensor library has; what stands beyond is damage or malice. */
export const mostDimensions = 64;

/**
 * The number of values of a shape, or undefined when it is not one: a dimension that is negative or no integer, too
 * many of them, or a product beyond 2^53.
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
