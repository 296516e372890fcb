/** Weights that a program passes, the same for every host. */
import { HyperIqaError } from '../errors.ts';
import { BlobSource } from '../formats/blob-source.ts';
import { MemorySource } from '../formats/byte-source.ts';
import type { ByteSource } from '../formats/tensor-file.ts';
import { isArrayBuffer, isBlob, isBytes, isFile } from './kind-of.ts';

/** The source of weights that a program holds as bytes; null for everything else, such as an address. */
export function givenBytes(weights: unknown): ByteSource | null {
  if (isBlob(weights)) return new BlobSource(isFile(weights) ? weights.name : 'weights', weights);
  if (isArrayBuffer(weights)) return new MemorySource('weights', new Uint8Array(weights));
  return isBytes(weights) ? new MemorySource('weights', weights) : null;
}

/**
 * @param found the file's SHA-256, in hexadecimal.
 * @param expected the one that was given with its address, in either case.
 * @throws HyperIqaError DOWNLOAD if they differ.
 */
export function checkDigest(file: string, found: string, expected: string): void {
  if (found === expected.toLowerCase()) return;
  throw new HyperIqaError('DOWNLOAD', `${file} is not the expected file: its SHA-256 is ${found}, not ${expected}.`);
}
