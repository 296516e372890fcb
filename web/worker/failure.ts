import { HyperIqaError } from '../../src/errors.ts';
import type { Failure } from '../protocol.ts';

/** An error as the page shows it: what went wrong, and what to do. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HyperIqaError) return { code: error.code, message: sentence(error.message) };
  // A file that was moved or changed after it was chosen.
  if (error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')) {
    return { code: 'FILE', message: 'The file is no longer where it was, or has changed: choose it again.' };
  }
  if (error instanceof RangeError && /allocation|array length/i.test(error.message)) {
    return {
      code: 'OUT_OF_MEMORY',
      message: 'The browser has no memory left: close other tabs, or make the photo smaller.',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', message: sentence(`Something went wrong that should not (${detail}): reload the page`) };
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
