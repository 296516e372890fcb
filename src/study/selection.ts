/** Decides which photos of a study are scored, and which of their faces represents them. */
import type { Box } from '../image/crop.ts';
import type { FaceRule } from './summary.ts';

export const faceRules: readonly FaceRule[] = ['one', 'any', 'largest', 'none'];

/** Why a photo has no row in scores.csv. */
export type SkipReason = 'no-face' | 'several-faces' | 'excluded' | 'without-row' | 'failed';

export type Selection<Face> =
  | { readonly kind: 'selected'; readonly face: Face }
  | { readonly kind: 'skipped'; readonly reason: 'no-face' | 'several-faces' };

/**
 * - `one`: photos with exactly one face.
 * - `any`: photos with at least one face, represented by the most confident.
 * - `largest`: photos with at least one face, represented by the one with the largest box.
 * @param faces most confident first.
 */
export function selectFace<Face extends { readonly box: Box }>(
  faces: readonly Face[],
  rule: Exclude<FaceRule, 'none'>,
): Selection<Face> {
  const [first] = faces;
  if (first === undefined) return { kind: 'skipped', reason: 'no-face' };
  if (rule === 'one' && faces.length > 1) return { kind: 'skipped', reason: 'several-faces' };
  if (rule !== 'largest') return { kind: 'selected', face: first };
  return { kind: 'selected', face: faces.reduce((best, face) => (area(face.box) > area(best.box) ? face : best)) };
}

function area([left, top, right, bottom]: Box): number {
  return (right - left) * (bottom - top);
}
