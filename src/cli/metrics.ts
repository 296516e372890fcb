/** Maps the names that --metric accepts to rows of the registry. */
import { InvalidArgumentError } from 'commander';
import type { Metric } from '../models/metric.ts';
import { comparesWithReference, type MetricModel } from '../models/metric.ts';
import { defaultFaceMetric, defaultMetric, findMetric, metricModels } from '../models/registry.ts';
import type { UsualMetrics } from './model-files.ts';

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

/** The metrics that a study can use: its photos have no references. */
export const studyMetricNames: readonly string[] = metricModels
  .filter((model) => !comparesWithReference(model))
  .map(({ name }) => name);

/** Parses one of `studyMetricNames`. */
export function oneMetric(text: string): MetricModel {
  const [model, ...more] = studyMetricList(text);
  if (more.length > 0) throw new InvalidArgumentError('Expected one metric: only one can score faces.');
  return model!;
}

/** As `metricList`, for `studyMetricNames`. */
export function studyMetricList(text: string): readonly MetricModel[] {
  const list = metricList(text);
  const model = list.find(comparesWithReference);
  if (model === undefined) return list;
  throw new InvalidArgumentError(
    `${model.title} compares photos with references, which a study does not have. Expected ${studyMetricNames.join(', ')}.`,
  );
}

/** `hyperiqa: higher is better; brisque: lower is better` */
export function directions(metrics: readonly Pick<Metric, 'model' | 'checkpoint'>[]): string {
  return metrics.map(({ model, checkpoint }) => `${model.name}: ${checkpoint.better} is better`).join('; ');
}
