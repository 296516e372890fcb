/** Distinguishes addresses from paths. */
import { fileURLToPath } from 'node:url';
import { HyperIqaError } from '../errors.ts';

/** Whether it is an address to be fetched. */
export function isFetched(name: string): boolean {
  return /^(https?|data):/.test(name);
}

/** The name of an address in messages; that of a data: address omits its data. */
export function addressName(address: string): string {
  return address.startsWith('data:') ? address.slice(0, address.indexOf(',') + 1) : address;
}

/**
 * The path itself, or that of a file: address.
 * @throws HyperIqaError FILE for an address on another machine, or one that is not a valid path here.
 */
export function pathOf(name: string): string {
  if (!name.startsWith('file:')) return name;
  try {
    return fileURLToPath(name);
  } catch (cause) {
    throw new HyperIqaError('FILE', `${name} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
