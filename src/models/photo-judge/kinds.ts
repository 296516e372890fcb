/** The kinds of damage that the network knows, and how they are put into words. */
import type { Score } from '../score.ts';

/** In the order of the network's outputs, which is that of tools/train/distortions.py. */
export const kinds = [
  { name: 'gaussian-blur', words: 'blurred' },
  { name: 'lens-blur', words: 'out of focus' },
  { name: 'white-noise', words: 'noisy' },
  { name: 'colour-noise', words: 'colour noise' },
  { name: 'salt-and-pepper', words: 'dead and hot pixels' },
  { name: 'jpeg', words: 'compressed by JPEG' },
  { name: 'webp', words: 'compressed by WebP' },
  { name: 'low-resolution', words: 'enlarged from few pixels' },
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
] as const;

/** Of the levels 1 to 5. */
const strengths = ['very slight', 'slight', 'moderate', 'strong', 'severe'] as const;

/** No more kinds are named: mixtures of the training have three at most. */
const mostNamed = 3;

/**
 * Names the kinds whose probability is above `bound`, the likeliest first: `noisy, strong (probability 0.93)`.
 * @param means over the crops: the probability of each kind, then the level of each.
 */
export function faultsIn(means: readonly number[], bound: number): Pick<Score, 'parts' | 'words'> {
  const found = kinds.map(({ name, words }, i) => ({
    name,
    words,
    probability: means[i]!,
    level: means[kinds.length + i]!,
  }));
  const named = found
    .filter(({ probability }) => probability > bound)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, mostNamed)
    .map(({ words, probability, level }) => {
      const strength = strengths[Math.min(Math.max(Math.round(level), 1), strengths.length) - 1];
      return `${words}, ${strength} (probability ${probability.toFixed(2)})`;
    });
  return {
    words: named.length === 0 ? 'nothing found' : named.join('; '),
    parts: Object.fromEntries(found.map(({ name, probability }) => [name, probability])),
  };
}
