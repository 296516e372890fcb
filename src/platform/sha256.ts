import { createHash } from 'node:crypto';
import type { ByteSource } from '../formats/tensor-file.ts';

const chunk = 4 * 2 ** 20;

/** The SHA-256 of a whole source in hexadecimal; reads it piece by piece. */
export async function sha256Of(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < source.size; offset += chunk) {
    hash.update(await source.read(offset, Math.min(chunk, source.size - offset)));
  }
  return hash.digest('hex');
}

/** The SHA-256 of data in memory in hexadecimal; for text, of its UTF-8. */
export function sha256OfBytes(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
