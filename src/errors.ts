import { printable, shortened } from './printable.ts';

/**
 * The code of every error that a user can meet. Codes are stable; messages are not. A message says what was asked, what was
 * found, and what to do.
 */
export type ErrorCode =
  | 'USAGE' // the command line or an argument is wrong
  | 'FILE' // a file or folder cannot be read or written
  | 'FORMAT' // a weight file is not what it should be: wrong, truncated, hostile
  | 'WEIGHTS' // tensors of a model are missing, extra or of another shape
  | 'IMAGE' // a photo cannot be decoded
  | 'IMAGE_TOO_LARGE'
  | 'IMAGE_TOO_SMALL'
  | 'REFERENCE' // a photo's reference is missing, is ambiguous, or has another size
  | 'DOWNLOAD'
  | 'INSTALLATION' // an npm package is missing, or does not support this system
  | 'GRAPH' // a network is inconsistent, or no kernel can run it
  | 'NO_ADAPTER' // no WebGPU, no driver, no adapter
  | 'SHADER' // a WGSL kernel does not compile
  | 'DEVICE_LOST'
  | 'OUT_OF_MEMORY'
  | 'LIMIT'; // the adapter cannot hold a tensor of this size

/** In characters. Names in a file can be of any length. */
export const longestMessage = 2000;

/** Its message is one printable line of at most `longestMessage` characters, except for SHADER, which shows source code. */
export class HyperIqaError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(code === 'SHADER' ? message : bounded(message), options);
    this.name = 'HyperIqaError';
    this.code = code;
  }
}

/** The message of what was thrown, which need not be an error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function isDeviceLoss(error: unknown): error is HyperIqaError {
  return error instanceof HyperIqaError && error.code === 'DEVICE_LOST';
}

/** Shortened before escaping, so that a huge text is not escaped whole, and again after, since escapes are longer. */
function bounded(message: string): string {
  return shortened(printable(shortened(message, longestMessage)), longestMessage);
}
