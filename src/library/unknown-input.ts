import { HyperIqaError } from '../errors.ts';

/**
 * @param expected what would do.
 * @param input what was given.
 */
export function unknownInput(expected: string, input: unknown): HyperIqaError {
  const found = typeof input === 'object' && input !== null ? `an object (${input.constructor?.name})` : String(input);
  return new HyperIqaError('USAGE', `Expected ${expected}, not ${found}.`);
}
