/**
 * S-CNN's 39 classes: kinds of distortion, each at several levels. They are not documented anywhere. This table was inferred from
 * the published weights' predictions for photos distorted as in the authors' MATLAB code; kinds that were predicted less reliably
 * are marked.
 */

export interface DistortionKind {
  /** Its name in the parts of a score. */
  readonly name: string;
  /** Describes a photo with this distortion. */
  readonly words: string;
  /** The number of its classes, one for each level, mildest first. */
  readonly levels: number;
  /** Whether the meaning of its classes is a guess. */
  readonly isDoubtful: boolean;
}

const sure = { levels: 5, isDoubtful: false };
const doubtful = { levels: 5, isDoubtful: true };

/** In the order of the classes. */
export const kinds: readonly DistortionKind[] = [
  { name: 'blur', words: 'blurred', ...sure },
  { name: 'dither', words: 'dithered to few colours', ...sure },
  { name: 'overexposure', words: 'overexposed', ...doubtful, levels: 2 },
  { name: 'underexposure', words: 'underexposed', ...doubtful, levels: 2 },
  { name: 'noise', words: 'noisy', ...doubtful },
  { name: 'jpeg', words: 'compressed by JPEG', ...sure },
  { name: 'jpeg2000', words: 'compressed by JPEG 2000', ...sure },
  { name: 'contrast', words: 'stretched in contrast', ...sure },
  { name: 'pink-noise', words: 'disturbed by pink noise', ...sure },
];

/** The kind of each class, and its level from 1. */
export const classes = kinds.flatMap((kind) => Array.from({ length: kind.levels }, (_, i) => ({ kind, level: i + 1 })));

export interface Verdict {
  /** The mean of the classes' levels, weighted by their probabilities. */
  readonly level: number;
  /** The most probable class: `blurred, level 2 of 5 (probability 0.99)`. */
  readonly words: string;
  /** For each kind, by name: the sum over its levels. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** @param probabilities of the 39 classes; their sum is 1. */
export function verdictOf(probabilities: ArrayLike<number>): Verdict {
  const each = classes.map((found, i) => ({ ...found, probability: probabilities[i]! }));
  const { kind, level, probability } = each.reduce((best, next) => (next.probability > best.probability ? next : best));
  const doubt = kind.isDoubtful ? '; what this class means is uncertain' : '';
  return {
    level: each.reduce((sum, next) => sum + next.probability * next.level, 0),
    words: `${kind.words}, level ${level} of ${kind.levels} (probability ${probability.toFixed(2)}${doubt})`,
    probabilities: Object.fromEntries(
      kinds.map(({ name }) => {
        const own = each.filter((next) => next.kind.name === name);
        return [name, own.reduce((sum, next) => sum + next.probability, 0)];
      }),
    ),
  };
}
