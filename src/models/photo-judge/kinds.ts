/** The kinds of damage that the network knows, and how they are put into words. */
import type { Score } from '../score.ts';

interface Kind {
  readonly name: string;
  readonly words: string;
  /** Kinds of a family look alike, and only the likeliest of them is named. */
  readonly family?: 'blur' | 'noise' | 'compression';
}

/** In the order of the network's outputs: that of tools/train/distortions.py, then what tools/train-judge/damage.py adds. */
export const kinds: readonly Kind[] = [
  { name: 'gaussian-blur', words: 'blurred', family: 'blur' },
  { name: 'lens-blur', words: 'out of focus', family: 'blur' },
  { name: 'white-noise', words: 'noisy', family: 'noise' },
  { name: 'colour-noise', words: 'colour noise' },
  { name: 'salt-and-pepper', words: 'dead and hot pixels' },
  { name: 'jpeg', words: 'compressed by JPEG', family: 'compression' },
  { name: 'webp', words: 'compressed by WebP', family: 'compression' },
  { name: 'low-resolution', words: 'blurred or enlarged', family: 'blur' },
  { name: 'pixelation', words: 'pixelated' },
  { name: 'over-exposure', words: 'overexposed' },
  { name: 'under-exposure', words: 'underexposed' },
  { name: 'contrast-decrease', words: 'low contrast' },
  { name: 'contrast-increase', words: 'excessive contrast' },
  { name: 'saturation-decrease', words: 'faded colours' },
  { name: 'saturation-increase', words: 'excessive saturation' },
  { name: 'colour-shift', words: 'colour cast' },
  { name: 'over-sharpening', words: 'oversharpened' },
  { name: 'banding', words: 'banding' },
  { name: 'dirt', words: 'spots' },
  { name: 'haze', words: 'hazy' },
  { name: 'jitter', words: 'displaced pixels' },
  { name: 'smearing', words: 'smeared by denoising' },
  { name: 'camera-shake', words: 'motion blur', family: 'blur' },
  { name: 'shot-noise', words: 'grainy', family: 'noise' },
];

/** Of the levels 1 to 5. */
const strengths = ['very slight', 'slight', 'moderate', 'strong', 'severe'] as const;

/** No more kinds are named: mixtures of the training have three at most. */
const mostNamed = 3;

function familyOf({ name, family }: Kind): string {
  return family ?? name;
}

/**
 * Names what is likelier than `bound`, the likeliest first: `noisy, strong (probability 0.93)`. A family counts with the
 * probability that at least one of its kinds is there, so that a photo between two blurs is called blurred; its likeliest kind is
 * named.
 * @param means over the crops: the probability of each kind, then the level of each.
 */
export function faultsIn(means: readonly number[], bound: number): Pick<Score, 'parts' | 'words'> {
  const found = kinds.map((kind, i) => ({ ...kind, probability: means[i]!, level: means[kinds.length + i]! }));
  const named = [...new Set(kinds.map(familyOf))]
    .map((family) => {
      const members = found.filter((kind) => familyOf(kind) === family);
      const likeliest = members.reduce((best, member) => (member.probability > best.probability ? member : best));
      return { ...likeliest, probability: 1 - members.reduce((none, { probability }) => none * (1 - probability), 1) };
    })
    .filter(({ probability }) => probability > bound)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, mostNamed)
    .map(({ words, probability, level }) => {
      const strength = strengths[Math.min(Math.max(Math.round(level), 1), strengths.length) - 1];
      return `${words}, ${strength} (probability ${probability.toFixed(2)})`;
    });
  return {
    words: named.length === 0 ? 'no damage found' : named.join('; '),
    parts: Object.fromEntries(found.map(({ name, probability }) => [name, probability])),
  };
}
