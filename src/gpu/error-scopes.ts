/** WebGPU reports errors beside the call that caused them; here they come back as that call's own rejection. */
import { HyperIqaError } from '../errors.ts';

/**
 * Runs synchronous WebGPU calls and rejects with OUT_OF_MEMORY or GRAPH if any of them failed. `what` names the calls
 * for the message. The calls must be synchronous: scopes are a stack that all users of a device share.
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
    // A buffer mapped at creation that does not fit throws a RangeError instead of reporting to a scope.
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
    `The adapter has no memory left for ${what} (${message}): use a smaller batch, or close other programs`,
  );
}

export function refused(what: string, message: string): HyperIqaError {
  return new HyperIqaError('GRAPH', `WebGPU refused ${what}: ${message}`);
}
