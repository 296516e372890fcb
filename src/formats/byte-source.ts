import { HyperIqaError } from '../errors.ts';
import { counted } from '../printable.ts';
import type { ByteSource } from './tensor-file.ts';

/**
 * Checks a range before anything is allocated for it.
 * @throws HyperIqaError FORMAT unless `length` bytes from `offset` lie within the source.
 */
export function checkRange(source: { readonly name: string; readonly size: number }, offset: number, length: number) {
  const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!valid || offset + length > source.size) {
    throw new HyperIqaError(
      'FORMAT',
      `${source.name}: expected ${counted(length, 'byte')} from byte ${offset}, but the file has ${counted(source.size, 'byte')}. ` +
        'It is truncated or damaged: get it again.',
    );
  }
}

/** Bytes in memory. `read` returns views, not copies. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(name: string, bytes: Uint8Array) {
    this.name = name;
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this, offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }

  async close(): Promise<void> {}
}
