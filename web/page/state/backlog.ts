/** What scoring again could mend, and why. */
import type { Failure } from '../../protocol.ts';
import type { Failed, PhotoEntry } from './photo.ts';

/**
 * `unscored`: cancelled before it had a score. `outdated`: it would be scored, or fail, differently now. `failed`: trying again may
 * help, because the cause was neither the photo nor its reference.
 */
export type Lack = 'unscored' | 'outdated' | 'failed';

/** Causes that last: the adapter's limits depend on the photo's size. */
const lasting: readonly Failure['code'][] = ['IMAGE', 'IMAGE_TOO_LARGE', 'IMAGE_TOO_SMALL', 'REFERENCE', 'LIMIT'];

const mayPass = ({ code }: Pick<Failure, 'code'>): boolean => !lasting.includes(code);

/**
 * Why a photo should be scored again; null where that would change nothing, or its file is not available.
 * @param stamp how it would be scored now; see `stampOf`.
 */
export function lackOf({ file, status: { value } }: PhotoEntry, stamp: string): Lack | null {
  if (file === null) return null;
  switch (value.kind) {
    case 'cancelled':
      return 'unscored';
    case 'scored':
      if (value.stamp === stamp) return value.result.failures.some(mayPass) ? 'failed' : null;
      return value.lastAttempt === undefined ? 'outdated' : lackAfter(value.lastAttempt, stamp);
    case 'failed':
      return lackAfter(value, stamp);
    default:
      return null;
  }
}

function lackAfter(failed: Failed, stamp: string): Lack | null {
  if (mayPass(failed.error)) return 'failed';
  // A file that cannot be read fails with any settings.
  return failed.error.code !== 'IMAGE' && failed.stamp !== stamp ? 'outdated' : null;
}
