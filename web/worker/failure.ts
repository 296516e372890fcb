import { lacksMemory } from '../../src/browser/lacks-memory.ts';
import { type ErrorCode, HyperIqaError, messageOf } from '../../src/errors.ts';
import { PhotoFault } from '../../src/image/photo-fault.ts';
import type { Failure } from '../protocol.ts';

/** Replaces messages that are meant for programmers. */
const inPlainWords: Readonly<Partial<Record<ErrorCode, string>>> = {
  DEVICE_LOST:
    'The browser lost the graphics adapter twice during the same work, so scoring has stopped: close other tabs and ' +
    'programs, or restart the browser, then try again.',
  OUT_OF_MEMORY:
    'The graphics adapter has no memory left for this: close other tabs and programs, or score fewer crops at once.',
};

/** An error as the page shows it: what went wrong, and what to do. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HyperIqaError) {
    const isForeign = error.cause instanceof PhotoFault && error.cause.kind === 'foreign';
    const message = inPlainWords[error.code] ?? sentence(error.message);
    return { code: error.code, message, ...(isForeign ? { isForeign } : {}) };
  }
  // The file was moved or changed after it was chosen.
  if (error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')) {
    return { code: 'FILE', message: 'The file is no longer where it was, or has changed: choose it again.' };
  }
  if (lacksMemory(error)) {
    return {
      code: 'OUT_OF_MEMORY',
      message: 'The browser has no memory left for this: close other tabs, or make the photo smaller.',
    };
  }
  const detail = messageOf(error);
  return { code: 'UNEXPECTED', message: sentence(`An unexpected error occurred (${detail}): reload the page`) };
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
