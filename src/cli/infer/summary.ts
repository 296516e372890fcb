/** Summarises the scores of many photos. */
import { mean, median, sampleStandardDeviation } from 'simple-statistics';
import type { Metric } from '../../models/metric.ts';
import { printable } from '../../printable.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';
import { worstFirst } from './order.ts';
import { formatScore } from './output-text.ts';

/** How many of the worst photos a summary names. */
const worstPhotos = 5;
/** The fewest photos for which a summary is printed by default. */
export const handful = 5;

export interface Summary {
  add(report: PhotoReport): void;
  /** For each metric: count, mean, median, sample standard deviation, the worst photos. */
  lines(): readonly string[];
}

interface Scored {
  readonly file: string;
  readonly score: number;
}

export function openSummary(metrics: readonly Pick<Metric, 'model' | 'checkpoint'>[]): Summary {
  const all = metrics.map((metric) => ({ metric, scores: [] as number[], worst: [] as Scored[] }));
  return {
    add(report) {
      if ('error' in report) return;
      for (const { metric, scores, worst } of all) {
        const score = report.scores[metric.model.name];
        if (score === undefined) continue;
        scores.push(score);
        worst.push({ file: report.file, score });
        const compare = worstFirst(metric.checkpoint.better);
        worst.sort((a, b) => compare(a.score, b.score));
        worst.splice(worstPhotos);
      }
    },
    lines() {
      return all.flatMap(({ metric, scores, worst }) => [
        `${metric.model.name}: ${metric.checkpoint.better} is better; ${statistics(scores)}`,
        ...worst.map(
          ({ file, score }, i) => `  ${i === 0 ? 'worst' : '     '}  ${formatScore(score)}  ${printable(file)}`,
        ),
      ]);
    },
  };
}

function statistics(scores: readonly number[]): string {
  const count = `${scores.length} ${scores.length === 1 ? 'photo' : 'photos'}`;
  if (scores.length === 0) return count;
  const values = [...scores];
  // PSNR is infinite for equal photos; the deviation is then not a number.
  const areFinite = values.every(Number.isFinite);
  const average = areFinite ? mean(values) : Infinity;
  const deviation = areFinite && values.length > 1 ? `, deviation ${formatScore(sampleStandardDeviation(values))}` : '';
  return `${count}, mean ${formatScore(average)}, median ${formatScore(median(values))}${deviation}`;
}
