/** Finds a model by its name. The registry is loaded for models other than the defaults, so that a browser's entry leaves it out. */
import { loadPart } from '../load-part.ts';
import { defaultDetector, defaultFaceMetric, defaultLandmarks, defaultMetric } from './defaults.ts';
import type { Model } from './model.ts';
import { isCalled } from './model-row.ts';

const defaults: readonly Model[] = [defaultMetric, defaultFaceMetric, defaultDetector, defaultLandmarks];

/** @throws HyperIqaError DOWNLOAD when it cannot be loaded. */
export function loadRegistry(): Promise<typeof import('./registry.ts')> {
  return loadPart('the list of models', () => import('./registry.ts'));
}

/**
 * The model of that name or alias.
 * @throws HyperIqaError DOWNLOAD when the registry is needed and cannot be loaded.
 */
export async function modelNamed(name: string): Promise<Model | undefined> {
  return defaults.find((model) => isCalled(model, name)) ?? (await loadRegistry()).findModel(name);
}
