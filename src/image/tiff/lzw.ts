/**
 * Decompresses TIFF's LZW (TIFF 6.0, section 13), and the form before version 5 of TIFF, with the lowest bit first and code
 * lengths that grow one code later.
 */

const clearCode = 256;
const endCode = 257;
const firstFreeCode = 258;
const mostBits = 12;
const codes = 1 << mostBits;

/**
 * Decompresses until `out` is full, whatever follows.
 *
 * @returns the number of bytes written: fewer than `out` holds when the data end or break early.
 */
export function unpackLzw(data: Uint8Array, out: Uint8Array): number {
  // The 9-bit clear code with which every strip begins, lowest bit first.
  const isOld = data.length > 1 && data[0] === 0 && (data[1]! & 1) === 1;
  const grows = isOld ? 0 : 1;
  // A code stands for a range of the output so far.
  const starts = new Uint32Array(codes);
  const lengths = new Uint16Array(codes);
  let width = 9;
  let free = firstFreeCode;
  let previousStart = 0;
  let previousLength = 0;
  let isCleared = isOld;
  let held = 0;
  let heldBits = 0;
  let at = 0;
  let to = 0;
  while (to < out.length) {
    while (heldBits < width) {
      if (at === data.length) return to;
      if (isOld) held |= data[at++]! << heldBits;
      else held = ((held << 8) | data[at++]!) & 0xffffff;
      heldBits += 8;
    }
    heldBits -= width;
    const code = isOld ? held & ((1 << width) - 1) : (held >>> heldBits) & ((1 << width) - 1);
    if (isOld) held >>>= width;
    if (code === endCode) return to;
    if (code === clearCode) {
      width = 9;
      free = firstFreeCode;
      previousLength = 0;
      isCleared = true;
      continue;
    }
    if (!isCleared) return 0;
    const start = to;
    if (code < clearCode) {
      out[to++] = code;
    } else {
      // The code that is defined next stands for the previous string followed by that string's first byte.
      const isNext = code === free && previousLength > 0;
      if (!isNext && code >= free) return to;
      const from = isNext ? previousStart : starts[code]!;
      const end = Math.min(out.length, to + (isNext ? previousLength + 1 : lengths[code]!));
      for (let source = from; to < end; ) out[to++] = out[source++]!;
    }
    if (previousLength > 0 && free < codes) {
      starts[free] = previousStart;
      lengths[free] = previousLength + 1;
      free += 1;
      if (free + grows === 1 << width && width < mostBits) width += 1;
    }
    previousStart = start;
    previousLength = to - start;
  }
  return to;
}
