/** Maps the names that --metric accepts to rows of the registry. */
import { InvalidArgumentError } from 'commander';
import { defaultFaceMetric, defaultMetric } from '../models/defaults.ts';
import type { Metric } from '../models/metric.ts';
import { comparesWithReference, type MetricModel } from '../models/metric.ts';
import { findMetric, metricModels } from '../models/registry.ts';
import type { UsualMetrics } from '../models/requested.ts';

export const metricNames: readonly string[] = metricModels.map(({ name }) => name);

/** The metrics of a run that names none. */
export const usualMetrics: UsualMetrics = { ofPhotos: defaultMetric, ofFaces: defaultFaceMetric };

/** The same for studies: the photo's metric also judges faces. */
export const usualStudyMetrics: UsualMetrics = { ofPhotos: metricModels[0], ofFaces: null };

/**
 * Parses names separated by commas, each at most once.
 * @param before what the same option was given before: repeated options are one list.
 * @throws InvalidArgumentError for a name that is unknown or given twice.
 */
export function metricList(text: string, before: readonly MetricModel[] = []): readonly MetricModel[] {
  const found = [...before, ...text.split(',').map((word) => findMetric(word.trim()))];
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
export function faceMetricList(text: string, before: readonly MetricModel[] = []): readonly MetricModel[] {
  const list = metricList(text, before);
  const comparing = list.find(comparesWithReference);
  if (comparing === undefined) return list;
  throw new InvalidArgumentError(`${comparing.title} compares photos with references; name it with --metric.`);
}

/** As `faceMetricList`, for a single metric. A repeated option is refused, as several names are. */
export function oneFaceMetric(text: string, before?: MetricModel): MetricModel {
  const list = faceMetricList(text, before && [before]);
  if (list.length === 1) return list[0]!;
  const names = list.map(({ name }) => name).join(', ');
  throw new InvalidArgumentError(`Expected one metric, not ${names}: only one can score faces.`);
}

/** `hyperiqa: higher is better; brisque: lower is better` */
export function directions(metrics: readonly Pick<Metric, 'model' | 'checkpoint'>[]): string {
  return metrics.map(({ model, checkpoint }) => `${model.name}: ${checkpoint.better} is better`).join('; ');
}
