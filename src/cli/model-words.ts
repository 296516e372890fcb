/** Words and numbers about models, for tables and cards. */
import type { Checkpoint } from '../models/checkpoint.ts';
import type { Model } from '../models/model.ts';

const judgesWords = {
  photo: 'a photo',
  'photo-against-reference': 'a photo against its reference',
  face: 'a face',
  frames: 'a video',
} as const;

const taskWords = { detector: 'finds faces', landmarks: 'finds landmarks of a face' } as const;

/** `a photo`, `finds faces` */
export function purposeOf(model: Model): string {
  return model.task === 'metric' ? judgesWords[model.judges] : taskWords[model.task];
}

/** `115 KB`, `1.6 MB`, `110 MB` */
export function sizeOf(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} KB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** Three significant digits of a large number: `642,000`, `27.4 million`, `4.30 billion`. */
export function countOf(value: number): string {
  if (value < 1e6) return Number(value.toPrecision(3)).toLocaleString('en-US');
  const [unit, word] = value < 999.5e6 ? [1e6, 'million'] : [1e9, 'billion'];
  return `${(value / unit).toPrecision(3)} ${word}`;
}

/** `Scores run from 0 to 100; higher is better.` */
export function scaleOf({ range, better, isClipped }: Checkpoint): string {
  const clipped = isClipped ? ' (scores of crops are clipped to this range)' : '';
  return `Scores run from ${range[0]} to ${range[1]}${clipped}; ${better} is better.`;
}
