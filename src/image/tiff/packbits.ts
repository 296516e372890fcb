/** Decompresses Macintosh PackBits (TIFF 6.0, section 9). */

/**
 * Decompresses until `out` is full, whatever follows.
 *
 * @returns the number of bytes written: fewer than `out` holds when the data end early.
 */
export function unpackPackBits(data: Uint8Array, out: Uint8Array): number {
  let to = 0;
  for (let at = 0; to < out.length && at < data.length; ) {
    const control = data[at++]!;
    if (control === 128) continue;
    if (control > 128) {
      if (at === data.length) return to;
      const end = Math.min(out.length, to + 257 - control);
      out.fill(data[at++]!, to, end);
      to = end;
    } else {
      const literal = data.subarray(at, Math.min(at + control + 1, at + out.length - to));
      out.set(literal, to);
      at += control + 1;
      to += literal.length;
    }
  }
  return to;
}
