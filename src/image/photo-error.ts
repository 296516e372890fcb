import { HyperIqaError } from '../errors.ts';
import type { PhotoFault } from './photo-fault.ts';

/** Converts a fault of the file called `name` to the error that users see. */
export function photoError(name: string, fault: PhotoFault): HyperIqaError {
  const message =
    fault.kind === 'damaged'
      ? `${name} is damaged or incomplete: ${fault.message}. Copy it again from its source, or open it in an image ` +
        'editor and save it again.'
      : `${name} is not a photo that can be read: ${fault.message}.`;
  return new HyperIqaError('IMAGE', message, { cause: fault });
}
