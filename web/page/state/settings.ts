/** What the user chose, remembered in this browser. */
import type { ModelInfo, Options } from '../../protocol.ts';

export const metricChoices = ['hyperiqa', 'brisque', 'both'] as const;
export const cropChoices = ['one', 'usual'] as const;

export interface Settings {
  readonly metric: (typeof metricChoices)[number];
  /** HyperIQA's crops: one, or as many as the weights' makers take. */
  readonly crops: (typeof cropChoices)[number];
  readonly faces: boolean;
}

const usual: Settings = { metric: 'hyperiqa', crops: 'usual', faces: true };
const key = 'settings';

export function metricsOf({ metric }: Settings): readonly string[] {
  return metric === 'both' ? ['hyperiqa', 'brisque'] : [metric];
}

/** As the command line's defaults are: confidence from 0.5, seed 0. */
export function optionsOf(settings: Settings): Options {
  return {
    metrics: metricsOf(settings),
    faces: settings.faces,
    minConfidence: 0.5,
    seed: 0,
    ...(settings.crops === 'one' ? { crops: 1 } : {}),
  };
}

/** Two scores with the same stamp were made in the same way. */
export function stampOf(settings: Settings, models: readonly ModelInfo[]): string {
  const metrics = metricsOf(settings);
  const used = models.filter(({ model }) => (model === 'face-detector' ? settings.faces : metrics.includes(model)));
  const crops = metrics.includes('hyperiqa') ? settings.crops : '';
  return [...metrics, crops, settings.faces, ...used.map(({ sha256 }) => sha256)].join(' ');
}

/** The last ones; the usual ones where none are kept or the browser keeps nothing. */
export function storedSettings(): Settings {
  try {
    const stored: Partial<Settings> = JSON.parse(localStorage.getItem(key) ?? '{}');
    return {
      metric: metricChoices.find((choice) => choice === stored.metric) ?? usual.metric,
      crops: cropChoices.find((choice) => choice === stored.crops) ?? usual.crops,
      faces: typeof stored.faces === 'boolean' ? stored.faces : usual.faces,
    };
  } catch {
    return usual;
  }
}

export function storeSettings(settings: Settings): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing asks again next time; scoring does not depend on it.
  }
}
