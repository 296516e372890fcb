/** Reads a JPEG's bytes as libjpeg does: markers, and entropy-coded bits up to the next marker. */
import type { HuffmanTable } from './huffman.ts';
import { longestCode, lookupBits } from './huffman.ts';

/** Thrown where more bytes are needed and the file has none. */
export class EndOfFile extends Error {}

/** Bits that one call of `#fill` guarantees. */
const filled = 25;
/** Bits that libjpeg requires before it decodes a symbol, however short that is. */
const leastBits = 8;

/** The position of a bit reader: the lowest `count` of `bits` are the next ones, followed by the byte at `at`. */
export interface BitPlace {
  readonly at: number;
  readonly bits: number;
  readonly count: number;
}

export class JpegStream {
  readonly bytes: Uint8Array;
  /** The next byte to be read. */
  at = 2;
  /** Nothing at or after this position is read. */
  end: number;
  /** Code of a marker that was read and not yet used; 0 for none. */
  marker = 0;
  /** Bytes that were skipped in search of a marker. */
  discarded = 0;
  /** Whether bits were requested past the last ones before a marker. */
  exhausted = false;
  /** libjpeg's first warning after which it continues. */
  warning: string | null = null;

  /** The lowest `#count` bits are the next ones; the lowest `#missing` of these are zeros without a byte. */
  #bits = 0;
  #count = 0;
  #missing = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  warn(message: string): void {
    this.warning ??= message;
  }

  /** @throws EndOfFile */
  byte(): number {
    if (this.at >= this.end) throw new EndOfFile();
    return this.bytes[this.at++]!;
  }

  /** @throws EndOfFile */
  uint16(): number {
    return this.byte() * 256 + this.byte();
  }

  /** Reads on to the next marker, unless one is already there. @throws EndOfFile */
  nextMarker(): void {
    while (this.marker === 0) {
      const found = this.bytes.indexOf(0xff, this.at);
      if (found < 0 || found >= this.end) throw new EndOfFile();
      this.discarded += found - this.at;
      this.at = found;
      let code = 0xff;
      while (code === 0xff) code = this.byte();
      if (code === 0) this.discarded += 2;
      else this.marker = code;
    }
    if (this.discarded > 0) this.warn(`${this.discarded} extraneous bytes before marker ${hex(this.marker)}`);
    this.discarded = 0;
  }

  /** The bytes left in the file, including those that were read ahead but not used. */
  get bytesLeft(): number {
    return this.end - this.at + ((this.#count - this.#missing) >> 3);
  }

  /** Begins a scan's data, or those after a restart marker. */
  resetBits(): void {
    this.#bits = 0;
    this.#count = 0;
    this.#missing = 0;
  }

  /** null where a marker or the end of the data has been met. */
  plainPlace(): BitPlace | null {
    const isPlain = this.marker === 0 && this.#missing === 0;
    return isPlain ? { at: this.at, bits: this.#bits, count: this.#count } : null;
  }

  /** Moves to a position reached from `plainPlace` without meeting a marker or the end. */
  moveTo({ at, bits, count }: BitPlace): void {
    this.at = at;
    this.#bits = bits;
    this.#count = count;
  }

  /** Counts the whole bytes that were read ahead but not used as discarded. */
  discardBits(): void {
    this.discarded += Math.max(0, (this.#count - this.#missing) >> 3);
    this.resetBits();
  }

  /** Whether more bits were used than exist; reported once for each run of data. @throws EndOfFile */
  checkBits(): void {
    if (this.#count >= this.#missing) return;
    if (this.marker === 0) throw new EndOfFile();
    this.warn('premature end of data segment');
    this.exhausted = true;
  }

  /** The next symbol. @throws EndOfFile where libjpeg would wait for more bytes. */
  symbol(table: HuffmanTable): number {
    if (this.#count < filled) this.#fill();
    if (this.#missing > 0 && this.marker === 0 && this.#count - this.#missing < leastBits) throw new EndOfFile();
    const hit = table.lookup[(this.#bits >>> (this.#count - lookupBits)) & ((1 << lookupBits) - 1)]!;
    if (hit === 0) return this.#longSymbol(table);
    this.#count -= hit >> 8;
    return hit & 0xff;
  }

  /** The next symbol, together with the bits after it, whose number is in its lower four bits. */
  coefficient(table: HuffmanTable): number {
    const symbol = this.symbol(table);
    this.skipBits(symbol & 15);
    return symbol;
  }

  /** At most 64. */
  skipBits(count: number): void {
    let left = count;
    for (; left > this.#count; this.#fill()) {
      left -= this.#count;
      this.#count = 0;
    }
    this.#count -= left;
  }

  /** At most 16 bits, as a number. */
  takeBits(count: number): number {
    this.skipBits(count);
    return (this.#bits >>> this.#count) & ((1 << count) - 1);
  }

  #longSymbol({ maxCode, offset, values }: HuffmanTable): number {
    for (let length = lookupBits + 1; length <= longestCode; length++) {
      const code = (this.#bits >>> (this.#count - length)) & ((1 << length) - 1);
      if (code > maxCode[length]!) continue;
      this.#count -= length;
      return values[code + offset[length]!]!;
    }
    this.warn('bad Huffman code');
    this.#count -= longestCode + 1;
    return 0;
  }

  #fill(): void {
    const { bytes, end } = this;
    while (this.#count < filled) {
      let byte = 0;
      if (this.marker !== 0 || this.at >= end) {
        this.#missing += 8;
      } else {
        byte = bytes[this.at++]!;
        if (byte === 0xff) {
          let next = 0xff;
          while (next === 0xff && this.at < end) next = bytes[this.at++]!;
          if (next !== 0) {
            // A 0xff at the end of the file is not a marker.
            if (next !== 0xff) this.marker = next;
            this.#missing += 8;
            byte = 0;
          }
        }
      }
      this.#bits = (this.#bits << 8) | byte;
      this.#count += 8;
    }
  }
}

export function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}

export function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
