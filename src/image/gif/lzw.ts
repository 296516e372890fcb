/** Decompresses GIF's LZW (GIF89a specification, appendix F), with the same refusals as Pillow's GifDecode.c. */
import { damaged } from '../photo-fault.ts';

const mostBits = 12;
const tableLength = 1 << mostBits;

/**
 * Decodes `count` values from the blocks that begin at `start`.
 * @param bits per value.
 * @throws PhotoFault when the data are invalid or end too early.
 */
export function decodeLzw(bytes: Uint8Array, start: number, bits: number, count: number): Uint8Array {
  if (bits > mostBits) throw damaged(`its picture data say that a value has ${bits} bits; the maximum is ${mostBits}`);
  const clear = 1 << bits;
  const end = clear + 1;
  const values = new Uint8Array(count);
  const last = new Uint8Array(tableLength);
  const link = new Uint16Array(tableLength);
  /** A string of values, built from its end. */
  const string = new Uint8Array(tableLength);
  const codes = codeReader(bytes, start);
  let next = 0;
  let size = 0;
  let previous = 0;
  let first = 0;
  let isFresh = true;
  const reset = () => {
    next = clear + 2;
    size = bits + 1;
    isFresh = true;
  };
  reset();
  let filled = 0;
  while (filled < count) {
    const code = codes(size);
    if (code === clear) {
      reset();
      continue;
    }
    if (code === end) throw damaged('its picture data end before its picture does');
    if (isFresh) {
      if (code > clear) throw wrongCode();
      isFresh = false;
      previous = code;
      first = code;
      values[filled++] = code;
      continue;
    }
    if (code > next) throw wrongCode();
    let at = tableLength;
    let rest = code;
    if (code === next) {
      string[--at] = first;
      rest = previous;
    }
    while (rest >= clear) {
      if (at === 0 || rest >= tableLength) throw wrongCode();
      string[--at] = last[rest]!;
      rest = link[rest]!;
    }
    first = rest;
    if (next < tableLength) {
      last[next] = first;
      link[next] = previous;
      if (next === (1 << size) - 1 && size < mostBits) size++;
      next++;
    }
    previous = code;
    values[filled++] = first;
    for (; at < tableLength && filled < count; at++) values[filled++] = string[at]!;
  }
  return values;
}

/** Reads codes of a given number of bits across blocks; empty blocks are skipped. */
function codeReader(bytes: Uint8Array, start: number): (size: number) => number {
  let at = start;
  let inBlock = 0;
  let buffer = 0;
  let have = 0;
  return (size) => {
    while (have < size) {
      if (inBlock === 0) {
        const length = bytes[at];
        if (length === undefined || at + length >= bytes.length) throw damaged('it ends within its first frame');
        inBlock = length;
        at++;
        continue;
      }
      buffer |= bytes[at++]! << have;
      have += 8;
      inBlock--;
    }
    const code = buffer & ((1 << size) - 1);
    buffer >>>= size;
    have -= size;
    return code;
  };
}

function wrongCode(): Error {
  return damaged('its picture data contain a code that does not exist');
}
