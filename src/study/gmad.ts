/**
 * Selects pairs on which two measures of quality disagree most (gMAD), by group maximum differentiation (Ma et al., "Group
 * Maximum Differentiation Competition: Model Comparison with Few Samples", IEEE TPAMI 2020). Among photos that the defender
 * scores alike, the attacker picks the two that it scores furthest apart: if people see a difference, the defender is wrong; if
 * they see none, the attacker is.
 */

export interface PhotoScores {
  readonly imageName: string;
  /** One for each of the two measures. */
  readonly scores: readonly [number, number];
}

export interface GmadPair {
  /** The measure that sees no difference: 0 or 1. */
  readonly defender: 0 | 1;
  /** From 1, the defender's lowest. */
  readonly level: number;
  /** The defender's score at the level. */
  readonly levelScore: number;
  /** The photo that the attacker scores higher, and the one that it scores lower. */
  readonly high: PhotoScores;
  readonly low: PhotoScores;
}

/** Scores this close to a level's count as equal, relative to the spread between the 5 % and 95 % quantiles. */
export const tolerance = 0.02;

/**
 * For each measure as the defender, one pair per level where two photos are left; a photo is in at most one pair of a defender.
 * Levels are the defender's quantiles (i + 1/2) / levels.
 */
export function gmadPairs(photos: readonly PhotoScores[], levels: number): readonly GmadPair[] {
  return ([0, 1] as const).flatMap((defender) => pairsOf(photos, defender, levels));
}

function pairsOf(photos: readonly PhotoScores[], defender: 0 | 1, levels: number): GmadPair[] {
  const attacker = defender === 0 ? 1 : 0;
  const sorted = [...photos].sort((a, b) => a.scores[defender] - b.scores[defender]);
  if (sorted.length < 2) return [];
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.scores[defender];
  const reach = tolerance * (quantile(0.95) - quantile(0.05));
  const used = new Set<PhotoScores>();
  const pairs: GmadPair[] = [];
  for (let level = 1; level <= levels; level++) {
    const levelScore = quantile((level - 0.5) / levels);
    const alike = sorted.filter((photo) => Math.abs(photo.scores[defender] - levelScore) <= reach && !used.has(photo));
    if (alike.length < 2) continue;
    const high = alike.reduce((best, photo) => (photo.scores[attacker] > best.scores[attacker] ? photo : best));
    const low = alike.reduce((worst, photo) => (photo.scores[attacker] < worst.scores[attacker] ? photo : worst));
    if (high.scores[attacker] === low.scores[attacker]) continue;
    used.add(high).add(low);
    pairs.push({ defender, level, levelScore, high, low });
  }
  return pairs;
}
