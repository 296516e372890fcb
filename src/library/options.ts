/** Checks what only a program in JavaScript can pass. */
import { HyperIqaError } from '../errors.ts';
import { unknownInput } from './unknown-input.ts';

/** @throws HyperIqaError USAGE for options that are no object, and a signal that is none. */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw unknownInput('an object of options', options);
  const { signal } = options as { readonly signal?: unknown };
  const isSignal = typeof signal === 'object' && signal !== null && 'throwIfAborted' in signal;
  if (signal !== undefined && !isSignal) throw unknownInput('an AbortSignal as the option signal', signal);
}

/** @throws HyperIqaError USAGE */
export function checkText(option: string, value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  throw new HyperIqaError('USAGE', `The option ${option} must be a string, not ${typeof value}.`);
}
