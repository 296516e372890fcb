/** Reads the parts of a file in sequence; throws where the file ends too early. */
import { type Bytes, bytesPart, type NumberPart, numberPart, type Rule, textPart } from './parts.ts';

export class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(length: number): Uint8Array {
    if (!(length >= 0) || length > this.left) throw new RangeError(`${length} bytes at ${this.at} are beyond the end`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  raw(label: string, length: number): Bytes {
    return bytesPart(label, this.take(length));
  }

  text(label: string, length: number): Bytes {
    return textPart(label, this.take(length));
  }

  /** All bytes that are left. */
  rest(label: string): Bytes {
    return this.raw(label, this.left);
  }

  little(label: string, size: number, rule?: Rule): NumberPart {
    return numberPart(label, size, this.integer(size, false), false, rule);
  }

  big(label: string, size: number, rule?: Rule): NumberPart {
    return numberPart(label, size, this.integer(size, true), true, rule);
  }

  integer(size: number, isBigEndian: boolean): bigint {
    const bytes = [...this.take(size)];
    if (!isBigEndian) bytes.reverse();
    return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  /** The number in the next bytes, without advancing. */
  peek(size: number, isBigEndian: boolean): number {
    const value = Number(this.integer(size, isBigEndian));
    this.at -= size;
    return value;
  }
}
