/** LIVE's kinds of distortion in the order of the data set's folders, in which the authors' code numbers them. */
import type { Score } from '../score.ts';

export const kinds = [
  { name: 'jpeg2000', words: 'compressed by JPEG 2000' },
  { name: 'jpeg', words: 'compressed by JPEG' },
  { name: 'noise', words: 'noisy' },
  { name: 'blur', words: 'blurred' },
  { name: 'fast-fading', words: 'damaged in transmission' },
] as const;

/** @param logits of the kinds, averaged over all patches. */
export function verdictOf(logits: readonly number[]): Pick<Score, 'parts' | 'words'> {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const best = logits.indexOf(largest);
  return {
    words: `${kinds[best]!.words} (probability ${(1 / sum).toFixed(2)})`,
    parts: Object.fromEntries(kinds.map(({ name }, i) => [name, powers[i]! / sum])),
  };
}
