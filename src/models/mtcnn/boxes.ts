/** Boxes of the cascade: left, top, right, bottom in pixels, of which right and bottom belong to the box. */

export type Bounds = readonly [number, number, number, number];

export interface Candidate {
  readonly box: Bounds;
  /** 0..1 */
  readonly confidence: number;
  /** How far left, top, right and bottom move, in sides of the box. */
  readonly moves: Bounds;
}

export function widthOf([left, , right]: Bounds): number {
  return right - left + 1;
}

export function heightOf([, top, , bottom]: Bounds): number {
  return bottom - top + 1;
}

/** As NumPy rounds: halves to the even neighbour. */
export function rounded(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value);
}

/** The box as the network corrects it. */
export function moved({ box, moves }: Candidate): Bounds {
  const [width, height] = [widthOf(box), heightOf(box)];
  return [box[0] + width * moves[0], box[1] + height * moves[1], box[2] + width * moves[2], box[3] + height * moves[3]];
}

/** The square about the same centre that holds the box, in whole pixels; none about a box that was moved to nothing. */
export function squared(box: Bounds): readonly Bounds[] {
  const [width, height] = [widthOf(box), heightOf(box)];
  if (!(Math.min(width, height) >= 1)) return [];
  const side = Math.max(width, height);
  const left = box[0] + width * 0.5 - side * 0.5;
  const top = box[1] + height * 0.5 - side * 0.5;
  return [[rounded(left), rounded(top), rounded(left + side - 1), rounded(top + side - 1)]];
}

function area(box: Bounds): number {
  return widthOf(box) * heightOf(box);
}

/** The common area as a share of the union of both, or of the smaller one of them. */
export function overlap(a: Bounds, b: Bounds, of: 'union' | 'smaller'): number {
  const width = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + 1, 0);
  const height = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + 1, 0);
  const common = width * height;
  return common / (of === 'smaller' ? Math.min(area(a), area(b)) : area(a) + area(b) - common);
}

/** At most so many are compared with each other, the most confident: time grows with the square. */
export const mostCandidates = 4000;

/** The most confident first, without those that overlap one before them by more than `threshold`. */
export function suppressed<T extends Pick<Candidate, 'box' | 'confidence'>>(
  candidates: readonly T[],
  threshold: number,
  of: 'union' | 'smaller',
): readonly T[] {
  const kept: T[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.confidence - a.confidence).slice(0, mostCandidates)) {
    if (kept.every(({ box }) => !(overlap(box, candidate.box, of) > threshold))) kept.push(candidate);
  }
  return kept;
}
