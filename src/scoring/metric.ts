/** What every measure of quality has in common. */
import type { Photo } from '../image/photo.ts';
import type { CropScore, ScoreOptions } from './hyperiqa-scorer.ts';

export const metricNames = ['hyperiqa', 'brisque'] as const;
export type MetricName = (typeof metricNames)[number];

/** Which of two scores is of the better photo. */
export const betterScore: Readonly<Record<MetricName, 'higher' | 'lower'>> = { hyperiqa: 'higher', brisque: 'lower' };

export interface Metric {
  readonly name: MetricName;
  /** `options` are for metrics that look at crops; others judge the whole photo. */
  score(
    photo: Photo,
    options?: ScoreOptions,
  ): Promise<{ readonly score: number; readonly crops?: readonly CropScore[] }>;
}
