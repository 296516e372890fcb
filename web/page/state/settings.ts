/** The user's choices, stored in this browser. */
import { HyperIqaError } from '../../../src/errors.ts';
import { defaultFaceMetric, defaultMetric } from '../../../src/models/defaults.ts';
import { findMetric, metricModels } from '../../../src/models/registry.ts';
import { parseRequirements } from '../../../src/scoring/requirements.ts';
import type { ModelInfo, Options } from '../../protocol.ts';
import { needsReference, type References } from './references.ts';

export const cropChoices = ['one', 'usual'] as const;

export interface Settings {
  /** Names of metrics, at least one; the first one's score is the photo's. */
  readonly metrics: readonly string[];
  /** One crop per photo, or as many as the weights' authors use. */
  readonly crops: (typeof cropChoices)[number];
  readonly faces: boolean;
  /** The metric of faces; null for the metrics of photos. */
  readonly faceMetric: string | null;
  readonly landmarks: boolean;
  /** As for `--require`; empty for none. */
  readonly rules: string;
  /** Whether photos are turned according to EXIF. */
  readonly autoOrient: boolean;
}

const usual: Settings = {
  ...{ metrics: [defaultMetric.name], crops: 'usual', rules: '', autoOrient: false },
  ...{ faces: true, faceMetric: defaultFaceMetric.name, landmarks: false },
};
const key = 'settings';

export function metricsOf({ metrics }: Settings): readonly string[] {
  return metrics;
}

/** With the command line's defaults: confidence from 0.5, seed 0. */
export function optionsOf(settings: Settings): Options {
  return {
    metrics: settings.metrics,
    faces: settings.faces,
    faceMetrics: settings.faceMetric === null ? [] : [settings.faceMetric],
    landmarks: settings.landmarks,
    rules: settings.rules,
    autoOrient: settings.autoOrient,
    minConfidence: 0.5,
    seed: 0,
    ...(settings.crops === 'one' ? { crops: 1 } : {}),
  };
}

/** Two scores with the same stamp were computed in the same way. */
export function stampOf(
  { metrics, crops, faces, faceMetric, landmarks, rules, autoOrient }: Settings,
  models: readonly ModelInfo[],
  references: References,
): string {
  const judges = faces ? [...metrics, faceMetric] : metrics;
  const used = models.filter(({ model }) => (findMetric(model) === undefined ? faces : judges.includes(model)));
  const hasCrops = metrics.some((name) => (findMetric(name)?.protocols.length ?? 0) > 0);
  const originals = needsReference(metrics) ? references.version : '';
  const ofFaces = faces ? [faceMetric ?? '', landmarks] : [];
  const digests = used.map(({ sha256 }) => sha256);
  return [...metrics, hasCrops ? crops : '', faces, ...ofFaces, rules, autoOrient, originals, ...digests].join(' ');
}

/** The stored settings; the defaults where none are stored or the browser stores nothing. */
export function storedSettings(): Settings {
  try {
    const stored: Partial<Settings> = JSON.parse(localStorage.getItem(key) ?? '{}');
    return {
      metrics: storedMetrics(stored.metrics),
      crops: cropChoices.find((choice) => choice === stored.crops) ?? usual.crops,
      faces: typeof stored.faces === 'boolean' ? stored.faces : usual.faces,
      faceMetric: storedFaceMetric(stored.faceMetric),
      landmarks: stored.landmarks === true,
      rules: typeof stored.rules === 'string' && ruleFault(stored.rules) === null ? stored.rules : usual.rules,
      autoOrient: typeof stored.autoOrient === 'boolean' ? stored.autoOrient : usual.autoOrient,
    };
  } catch {
    return usual;
  }
}

/** What is wrong with rules, in words; null for valid or empty rules. */
export function ruleFault(text: string): string | null {
  if (text === '') return null;
  try {
    parseRequirements(text);
    return null;
  } catch (error) {
    return error instanceof HyperIqaError ? error.message : String(error);
  }
}

function storedMetrics(stored: unknown): readonly string[] {
  const names = Array.isArray(stored) ? stored : [];
  const known = metricModels.map(({ name }) => name).filter((name) => names.includes(name));
  return known.length > 0 ? known : usual.metrics;
}

/** The choice of the photo's metrics is stored as null. */
function storedFaceMetric(stored: unknown): string | null {
  return stored === null ? null : (findMetric(String(stored))?.name ?? usual.faceMetric);
}

export function storeSettings(settings: Settings): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // If the browser stores nothing, the user chooses again at the next visit; scoring does not depend on it.
  }
}
