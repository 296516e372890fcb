/** Reads several files as one, each continuing where the previous one ends. */
import { checkRange } from './byte-source.ts';
import type { ByteSource } from './tensor-file.ts';

export class Shards {
  /** For error messages. */
  readonly name: string;
  readonly size: number;
  readonly #pieces: readonly { readonly source: ByteSource; readonly begin: number }[];

  constructor(sources: readonly ByteSource[]) {
    let size = 0;
    this.#pieces = sources.map((source) => {
      const begin = size;
      size += source.size;
      return { source, begin };
    });
    this.size = size;
    this.name = sources.map(({ name }) => name).join(', ');
  }

  /** @throws HyperIqaError FORMAT past the end. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this, offset, length);
    const found: Uint8Array[] = [];
    for (const { source, begin } of this.#pieces) {
      const from = Math.max(offset, begin);
      const to = Math.min(offset + length, begin + source.size);
      if (from < to) found.push(await source.read(from - begin, to - from));
    }
    if (found.length === 1) return found[0];
    const bytes = new Uint8Array(length);
    let end = 0;
    for (const piece of found) {
      bytes.set(piece, end);
      end += piece.length;
    }
    return bytes;
  }
}
