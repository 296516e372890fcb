/** Boxes of the cascade: left, top, right, bottom in pixels, where right and bottom are inclusive. */

export type Bounds = readonly [number, number, number, number];

export interface Candidate {
  readonly box: Bounds;
  /** 0..1 */
  readonly confidence: number;
  /** The offsets of left, top, right and bottom, relative to the box's sides. */
  readonly moves: Bounds;
}

export function widthOf([left, , right]: Bounds): number {
  return right - left + 1;
}

export function heightOf([, top, , bottom]: Bounds): number {
  return bottom - top + 1;
}

/** Rounds halves to even, as NumPy does. */
export function rounded(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value);
}

/** The box as the network corrects it. */
export function moved({ box, moves }: Candidate): Bounds {
  const [width, height] = [widthOf(box), heightOf(box)];
  return [box[0] + width * moves[0], box[1] + height * moves[1], box[2] + width * moves[2], box[3] + height * moves[3]];
}

/** The square with the same centre that contains the box, in whole pixels; none if the corrected box is empty. */
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

/** The intersection as a share of the union, or of the smaller box. */
export function overlap(a: Bounds, b: Bounds, of: 'union' | 'smaller'): number {
  const width = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + 1, 0);
  const height = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + 1, 0);
  const common = width * height;
  return common / (of === 'smaller' ? Math.min(area(a), area(b)) : area(a) + area(b) - common);
}

/** The most candidates that are compared, the most confident ones: time is quadratic in their number. */
export const mostCandidates = 4000;

/** Most confident first, without those that overlap an earlier one by more than `threshold`. */
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
