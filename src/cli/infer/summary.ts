/** Summarises the scores of many photos and of the faces in them. */
import { mean, median, sampleStandardDeviation } from 'simple-statistics';
import type { Metric } from '../../models/metric.ts';
import { counted, printable } from '../../printable.ts';
import { formatScore } from '../../report/numbers.ts';
import type { PhotoReport } from '../../scoring/photo-report.ts';
import { worstFirst } from './order.ts';

/** How many of the worst photos a summary names. */
const worstPhotos = 5;
/** The fewest photos for which a summary is printed by default. */
export const handful = 5;

export interface Summary {
  add(report: PhotoReport): void;
  /**
   * For each metric, and each face metric if there are faces: count, mean, median, sample standard deviation, the worst photos.
   */
  lines(): readonly string[];
}

interface Scored {
  readonly file: string;
  readonly score: number;
}

type Summarised = Pick<Metric, 'model' | 'checkpoint'>;

/** @param faceMetrics those of faces, which may be the same. */
export function openSummary(metrics: readonly Summarised[], faceMetrics: readonly Summarised[]): Summary {
  const ofPhotos = metrics.map((metric) => new MetricSummary(metric, 'photo'));
  const ofFaces = faceMetrics.map((metric) => new MetricSummary(metric, 'face'));
  return {
    add(report) {
      if ('error' in report) return;
      for (const each of ofPhotos) each.add(report.file, report.scores);
      for (const { scores } of report.faces) for (const each of ofFaces) each.add(report.file, scores);
    },
    lines() {
      return [...ofPhotos, ...ofFaces.filter(({ count }) => count > 0)].flatMap((each) => each.lines());
    },
  };
}

/** One metric's scores. */
class MetricSummary {
  readonly #metric: Summarised;
  readonly #of: 'photo' | 'face';
  readonly #scores: number[] = [];
  readonly #worst: Scored[] = [];

  constructor(metric: Summarised, of: 'photo' | 'face') {
    this.#metric = metric;
    this.#of = of;
  }

  get count(): number {
    return this.#scores.length;
  }

  /** @param scores by metric name. */
  add(file: string, scores: Readonly<Record<string, number>>): void {
    const { model, checkpoint } = this.#metric;
    const score = scores[model.name];
    if (score === undefined) return;
    this.#scores.push(score);
    this.#worst.push({ file, score });
    const compare = worstFirst(checkpoint.better);
    this.#worst.sort((a, b) => compare(a.score, b.score));
    this.#worst.splice(worstPhotos);
  }

  lines(): readonly string[] {
    const { model, checkpoint } = this.#metric;
    const name = this.#of === 'face' ? `${model.name} of faces` : model.name;
    return [
      `${name}: ${checkpoint.better} is better; ${statistics(this.#scores, this.#of)}`,
      ...this.#worst.map(
        ({ file, score }, i) => `  ${i === 0 ? 'worst' : '     '}  ${formatScore(score)}  ${printable(file)}`,
      ),
    ];
  }
}

function statistics(scores: readonly number[], of: 'photo' | 'face'): string {
  const count = counted(scores.length, of);
  if (scores.length === 0) return count;
  const values = [...scores];
  // PSNR is infinite for equal photos; the deviation is then not a number.
  const areFinite = values.every(Number.isFinite);
  const average = areFinite ? mean(values) : Infinity;
  const deviation = areFinite && values.length > 1 ? `, deviation ${formatScore(sampleStandardDeviation(values))}` : '';
  return `${count}, mean ${formatScore(average)}, median ${formatScore(median(values))}${deviation}`;
}
