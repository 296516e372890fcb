/**
 * Represents paths whose bytes are not UTF-8. Linux allows any bytes in a name, but a string only holds text. As in Python
 * (surrogateescape), each byte that is not part of UTF-8 becomes a lone surrogate, U+DC80 to U+DCFF.
 */
import { isUtf8 } from 'node:buffer';

const escapeBase = 0xdc00;
/** With the flag u a surrogate pair is one character, so only lone surrogates match. */
const escapedByte = /[\udc80-\udcff]/u;

/** The string that represents a path's bytes. */
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

/** A path for Node's file functions: as bytes if the string represents bytes that are not UTF-8. */
export function systemPath(path: string): string | Buffer {
  if (!escapedByte.test(path)) return path;
  const parts = [...path].map((character) =>
    escapedByte.test(character) ? Buffer.of(character.charCodeAt(0) - escapeBase) : Buffer.from(character),
  );
  return Buffer.concat(parts);
}

/** A name for tables, which are UTF-8: other bytes are written as `\xff`. */
export function tableName(path: string): string {
  return path.replace(/[\udc80-\udcff]/gu, (byte) => `\\x${(byte.charCodeAt(0) - escapeBase).toString(16)}`);
}
