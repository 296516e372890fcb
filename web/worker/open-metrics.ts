/** Opens the metrics of a photo, so that weights that cannot be had cost only the scores of their own metric. */
import { HyperIqaError, isDeviceLoss } from '../../src/errors.ts';
import type { Metric } from '../../src/models/metric.ts';
import { findMetric } from '../../src/models/registry.ts';
import type { Session } from './session.ts';

/** Stands in for a metric that cannot be opened: fails for every picture with the reason. */
class Unopened implements Metric {
  readonly model: Metric['model'];
  readonly checkpoint: Metric['checkpoint'];
  readonly protocol = null;
  readonly label: string;
  readonly #reason: HyperIqaError;

  constructor(model: Metric['model'], reason: HyperIqaError) {
    this.model = model;
    [this.checkpoint] = model.checkpoints;
    this.label = model.name;
    this.#reason = reason;
  }

  async score(): Promise<never> {
    throw this.#reason;
  }

  dispose(): void {}
}

/**
 * One for each name; the score of a metric that cannot be opened fails with the reason.
 * @throws HyperIqaError DEVICE_LOST; USAGE for unknown names.
 */
export function openAvailable(session: Session, names: readonly string[]): Promise<readonly Metric[]> {
  return Promise.all(
    names.map(async (name) => {
      try {
        return await session.metric(name);
      } catch (error) {
        const model = findMetric(name);
        if (model === undefined || !(error instanceof HyperIqaError) || isDeviceLoss(error)) throw error;
        return new Unopened(model, error);
      }
    }),
  );
}

export function isOpen(metric: Metric): boolean {
  return !(metric instanceof Unopened);
}
