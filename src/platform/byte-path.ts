/**
 * Paths whose bytes are not UTF-8. Linux allows any bytes in a name; a string can hold only text. As Python does
 * (surrogateescape), each byte that is not part of UTF-8 stands in the string as the lone surrogate U+DC80 to U+DCFF.
 */
import { isUtf8 } from 'node:buffer';

const escapeBase = 0xdc00;
/** Only lone surrogates match: with the flag u, a pair is one character. */
const escapedByte = /[\udc80-\udcff]/u;

/** The string that stands for a path's bytes. */
export function pathOfBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let path = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)));
    path +=
      length === undefined ? String.fromCharCode(escapeBase + bytes[at]!) : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return path;
}

/** A path as Node's file functions take it: the bytes where the string stands for some. */
export function systemPath(path: string): string | Buffer {
  if (!escapedByte.test(path)) return path;
  const parts = [...path].map((character) =>
    escapedByte.test(character) ? Buffer.of(character.charCodeAt(0) - escapeBase) : Buffer.from(character),
  );
  return Buffer.concat(parts);
}

/** A name for tables, which are UTF-8: a byte that is none stands in it as `\xff`. */
export function tableName(path: string): string {
  return path.replace(/[\udc80-\udcff]/gu, (byte) => `\\x${(byte.charCodeAt(0) - escapeBase).toString(16)}`);
}
