import { HyperIqaError } from '../errors.ts';

/**
 * The error for an input of the wrong kind.
 * @param expected the kinds that are accepted.
 * @param input what was given.
 */
export function unknownInput(expected: string, input: unknown): HyperIqaError {
  const found = typeof input === 'object' && input !== null ? `an object (${input.constructor?.name})` : String(input);
  return new HyperIqaError('USAGE', `Expected ${expected}, not ${found}.`);
}
