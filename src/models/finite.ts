import { HyperIqaError } from '../errors.ts';

/**
 * Checks that a model's results are finite.
 * @param title of the model.
 * @throws HyperIqaError WEIGHTS for NaN and infinities: pixels are finite, so the weights are the cause.
 */
export function checkFinite(title: string, values: { every(holds: (value: number) => boolean): boolean }): void {
  if (values.every(Number.isFinite)) return;
  throw new HyperIqaError(
    'WEIGHTS',
    `${title} computes values that are not finite numbers: its weights hold infinities or NaN, or are too large to compute with. ` +
      'Get the checkpoint again, convert it without --dtype f16, and score with precision f32.',
  );
}
