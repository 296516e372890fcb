/** Maps the names that --metric accepts to rows of the registry. */
import { InvalidArgumentError } from 'commander';
import type { Metric } from '../models/metric.ts';
import { comparesWithReference, type MetricModel } from '../models/metric.ts';
import { defaultFaceMetric, defaultMetric, findMetric, metricModels } from '../models/registry.ts';
import type { UsualMetrics } from '../models/requested.ts';

export const metricNames: readonly string[] = metricModels.map(({ name }) => name);

/** The metrics of a run that names none. */
export const usualMetrics: UsualMetrics = { ofPhotos: defaultMetric, ofFaces: defaultFaceMetric };

/** The same for studies: the photo's metric also judges faces. */
export const usualStudyMetrics: UsualMetrics = { ofPhotos: metricModels[0], ofFaces: null };

/** Parses names separated by commas, each at most once. */
export function metricList(text: string): readonly MetricModel[] {
  const found = text.split(',').map((word) => findMetric(word.trim()));
  const known = found.filter((model) => model !== undefined);
  if (known.length !== found.length || new Set(known).size !== known.length) {
    throw new InvalidArgumentError(`Expected ${metricNames.join(', ')}, separated by commas, each at most once.`);
  }
  return known;
}

/** The metrics made for faces. */
export const faceMetricNames: readonly string[] = metricModels
  .filter(({ judges }) => judges === 'face')
  .map(({ name }) => name);

/** As `metricList`, for metrics that need no reference. */
export function faceMetricList(text: string): readonly MetricModel[] {
  const list = metricList(text);
  const comparing = list.find(comparesWithReference);
  if (comparing === undefined) return list;
  throw new InvalidArgumentError(`${comparing.title} compares photos with references; name it with --metric.`);
}

/** As `faceMetricList`, for a single metric. */
export function oneFaceMetric(text: string): MetricModel {
  const [model, ...more] = faceMetricList(text);
  if (more.length > 0) throw new InvalidArgumentError('Expected one metric: only one can score faces.');
  return model!;
}

/** `hyperiqa: higher is better; brisque: lower is better` */
export function directions(metrics: readonly Pick<Metric, 'model' | 'checkpoint'>[]): string {
  return metrics.map(({ model, checkpoint }) => `${model.name}: ${checkpoint.better} is better`).join('; ');
}
