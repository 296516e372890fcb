import { findMetric, findModel } from '../../../src/models/registry.ts';
import type { Settings } from './settings.ts';

/** Says that a model can be used with the weights that the user gave, and where to choose it if it is not chosen. */
export function readyWords(name: string, { metrics, faces, faceMetric }: Settings): string {
  const title = findModel(name)?.title ?? name;
  const metric = findMetric(name);
  if (metric === undefined || metrics.includes(name) || (faces && faceMetric === name)) {
    return `${title} uses these weights from now on.`;
  }
  return metric.judges === 'face'
    ? `${title} is ready: tick Faces, and choose it under “Faces by”.`
    : `${title} is ready: tick it under Metrics.`;
}
