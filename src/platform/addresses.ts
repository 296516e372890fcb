/** Distinguishes addresses from paths. */
import { fileURLToPath } from 'node:url';
import { HyperIqaError } from '../errors.ts';

/** Whether it is an address to be fetched. */
export function isFetched(name: string): boolean {
  return /^(https?|data):/i.test(name);
}

/** The name of an address in messages; that of a data: address omits its data. */
export function addressName(address: string): string {
  return /^data:/i.test(address) ? address.slice(0, address.indexOf(',') + 1) : address;
}

/**
 * The path itself, or that of a file: address.
 * @throws HyperIqaError USAGE for an address of another scheme; FILE for one on another machine, or that is no valid path here.
 */
export function pathOf(name: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name)?.[1];
  if (scheme !== undefined && scheme.toLowerCase() !== 'file') {
    throw new HyperIqaError(
      'USAGE',
      `${name}: only photos are fetched, from addresses that begin with https:, http:, file: or data:. Download it first.`,
    );
  }
  if (!/^file:/i.test(name)) return name;
  try {
    return fileURLToPath(name);
  } catch (cause) {
    throw new HyperIqaError('FILE', `${name} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
