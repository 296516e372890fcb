/** From the names that --metric takes to rows of the registry. */
import { InvalidArgumentError } from 'commander';
import type { Metric } from '../models/metric.ts';
import type { MetricModel } from '../models/model.ts';
import { findMetric, metricModels } from '../models/registry.ts';

export const metricNames: readonly string[] = metricModels.map(({ name }) => name);

/** Names with commas between them, each once. */
export function metricList(text: string): readonly MetricModel[] {
  const found = text.split(',').map((word) => findMetric(word.trim()));
  const known = found.filter((model) => model !== undefined);
  if (known.length !== found.length || new Set(known).size !== known.length) {
    throw new InvalidArgumentError(
      `Expected ${metricNames.join(', ')}, each at most once, with commas between several.`,
    );
  }
  return known;
}

/** One name. */
export function oneMetric(text: string): MetricModel {
  const [model, ...more] = metricList(text);
  if (more.length === 0) return model;
  throw new InvalidArgumentError('Expected one metric: a study is of one.');
}

/** `hyperiqa: higher is better; brisque: lower is better` */
export function directions(metrics: readonly Pick<Metric, 'model' | 'checkpoint'>[]): string {
  return metrics.map(({ model, checkpoint }) => `${model.name}: ${checkpoint.better} is better`).join('; ');
}
