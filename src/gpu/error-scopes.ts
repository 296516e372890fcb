/** WebGPU reports errors separately from the call that caused them; this turns them into a rejection of that call. */
import { HyperIqaError } from '../errors.ts';

/**
 * Runs synchronous WebGPU calls and rejects with OUT_OF_MEMORY or GRAPH if any of them failed. The calls must be synchronous
 * because error scopes form a stack that all users of a device share.
 * @param what names the calls in the error message.
 */
export async function captureErrors<T>(device: GPUDevice, what: string, calls: () => T): Promise<T> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  let result: T;
  let invalid: Promise<GPUError | null>;
  let exhausted: Promise<GPUError | null>;
  try {
    result = calls();
  } catch (cause) {
    // A buffer that is mapped at creation and does not fit throws a RangeError instead of reporting to a scope.
    if (cause instanceof RangeError) throw outOfMemory(what, cause.message);
    throw cause;
  } finally {
    invalid = device.popErrorScope();
    exhausted = device.popErrorScope();
  }
  const [validationError, memoryError] = await Promise.all([invalid, exhausted]);
  if (memoryError !== null) throw outOfMemory(what, memoryError.message);
  if (validationError !== null) throw refused(what, validationError.message);
  return result;
}

function outOfMemory(what: string, message: string): HyperIqaError {
  return new HyperIqaError(
    'OUT_OF_MEMORY',
    `The adapter has no memory left for ${what} (${message}): use a smaller batch or smaller photos, or close other programs`,
  );
}

export function refused(what: string, message: string): HyperIqaError {
  return new HyperIqaError('GRAPH', `WebGPU refused ${what}: ${message}`);
}
