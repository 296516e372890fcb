import { HyperIqaError } from '../errors.ts';
import type { Size } from '../image/protocols/protocol.ts';
import type { MetricModel } from './metric.ts';

/** Converts the error of a photo or frame that is processed at its own size and whose activations exceed the adapter's limits. */
export function asTooLarge(error: unknown, { title }: MetricModel, { width, height }: Size): unknown {
  if (!(error instanceof HyperIqaError) || error.code !== 'LIMIT') return error;
  return new HyperIqaError(
    'IMAGE_TOO_LARGE',
    `${title} looks at whole pictures in their own size, and with ${width}x${height} pixels it needs more than this adapter ` +
      `can hold: make it smaller, or cut a part out of it. ${error.message}`,
    { cause: error },
  );
}
