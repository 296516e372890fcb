import { printable, shortened } from './printable.ts';

/**
 * Every error a user can meet: a code for programs, and a message for people that names what was asked, what was
 * found, and what to do. Codes are stable; messages are not.
 */
export type ErrorCode =
  | 'USAGE' // the command line or an argument is wrong
  | 'FILE' // a file or folder cannot be read or written
  | 'FORMAT' // a weight file is not what it should be: wrong, truncated, hostile
  | 'WEIGHTS' // tensors of a model are missing, extra or of another shape
  | 'IMAGE' // a photo cannot be decoded
  | 'IMAGE_TOO_LARGE'
  | 'IMAGE_TOO_SMALL'
  | 'REFERENCE' // a photo's reference is missing, is not one alone, or has another size
  | 'DOWNLOAD'
  | 'INSTALLATION' // an npm package is missing, or does not serve this system
  | 'GRAPH' // a network is put together wrongly
  | 'NO_ADAPTER' // no WebGPU, no driver, no adapter
  | 'SHADER' // a WGSL kernel does not compile
  | 'DEVICE_LOST'
  | 'OUT_OF_MEMORY'
  | 'LIMIT'; // the adapter cannot hold a tensor of this size

/** In characters. Names that a file holds can be of any length. */
export const longestMessage = 2000;

/** A message is one printable line of at most `longestMessage` characters, but for a shader's, which shows its source. */
export class HyperIqaError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(code === 'SHADER' ? message : bounded(message), options);
    this.name = 'HyperIqaError';
    this.code = code;
  }
}

export function isDeviceLoss(error: unknown): error is HyperIqaError {
  return error instanceof HyperIqaError && error.code === 'DEVICE_LOST';
}

/** Shortened first, so that a huge text is not escaped whole, and again, as escapes are longer than what they replace. */
function bounded(message: string): string {
  return shortened(printable(shortened(message, longestMessage)), longestMessage);
}
