import type { Metric } from '../../../src/models/metric.ts';
import { openMetric } from '../../../src/models/open-metric.ts';
import { findMetric } from '../../../src/models/registry.ts';
import { openTestEngine } from '../../engine.ts';

/** A metric of that name on the test engine; it has no weights. */
export async function openFullReference(name: string): Promise<Metric> {
  return openMetric(await openTestEngine(), findMetric(name)!, null);
}
