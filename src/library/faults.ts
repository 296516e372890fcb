/** The errors of a scorer. */
import { HyperIqaError, isDeviceLoss } from '../errors.ts';
import type { FailedPhoto } from './scorer.ts';

export function closedError(): HyperIqaError {
  return new HyperIqaError('DEVICE_LOST', 'This scorer was closed, and its device released: call open again.');
}

/**
 * Makes an error the result of its photo.
 * @throws errors that are not a photo's own: the signal's reason, a lost device, and anything but a HyperIqaError.
 */
export function failed(file: string, error: unknown, { signal }: { readonly signal?: AbortSignal }): FailedPhoto {
  signal?.throwIfAborted();
  if (!(error instanceof HyperIqaError) || isDeviceLoss(error)) throw error;
  return { file, error };
}

export function checkIterable(inputs: unknown, method: string): void {
  const isList = typeof inputs === 'object' && inputs !== null;
  if (isList && (Symbol.iterator in inputs || Symbol.asyncIterator in inputs)) return;
  throw new HyperIqaError('USAGE', `${method} takes a list of photos or an iterable of them, not ${String(inputs)}.`);
}
