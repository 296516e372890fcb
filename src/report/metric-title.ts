/** Finds the checkpoint of a summary's metric, for its title, direction and cautions. */
import type { Checkpoint } from '../models/checkpoint.ts';
import { findMetric } from '../models/registry.ts';
import type { Summary } from '../study/summary.ts';

export function metricTitle(name: string): string {
  return findMetric(name)?.title ?? name;
}

type Scored = Pick<Summary, 'metric' | 'model'>;

/** By the second word of the model's label, `hyperiqa/authors/demo`; for unknown weights the model's first. */
export function checkpointOfSummary({ metric, model }: Scored): Checkpoint | undefined {
  const checkpoints = findMetric(metric)?.checkpoints ?? [];
  const [, label] = model.split('/');
  return checkpoints.find((checkpoint) => checkpoint.label === label) ?? checkpoints[0];
}

/** The metric that scored the faces of a study, as `Scored`. */
export function faceJudge({
  metric,
  model,
  faceMetric,
  faceModel,
}: Pick<Summary, 'metric' | 'model' | 'faceMetric' | 'faceModel'>): Scored {
  return { metric: faceMetric ?? metric, model: faceModel ?? model };
}

export function lowerIsBetter(summary: Scored): boolean {
  return checkpointOfSummary(summary)?.better === 'lower';
}
