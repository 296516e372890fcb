/** Greedy non-maximum suppression. */

/** x0, y0, x1, y1 */
export type Box = readonly [number, number, number, number];

const overlapThreshold = 0.45;

function area([x0, y0, x1, y1]: Box): number {
  return Math.max(x1 - x0, 0) * Math.max(y1 - y0, 0);
}

/** Intersection over union, 0..1; 0 for boxes without area. */
export function overlap(a: Box, b: Box): number {
  const common = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return common === 0 ? 0 : common / (area(a) + area(b) - common);
}

/** Keeps, in the order given, each item that overlaps no item kept before by more than 0.45, until `most` are kept. */
export function suppressOverlaps<T extends { readonly box: Box }>(
  candidates: readonly T[],
  most: number,
): readonly T[] {
  const kept: T[] = [];
  for (const candidate of candidates) {
    if (kept.length === most) break;
    if (kept.every(({ box }) => overlap(box, candidate.box) <= overlapThreshold)) kept.push(candidate);
  }
  return kept;
}
