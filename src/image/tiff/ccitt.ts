/** Decompresses facsimile coding of bilevel pictures: ITU-T T.4 (TIFF's compressions 2, 3 and 32771) and T.6 (4). */
import { damaged } from '../photo-fault.ts';
import { blackCodes, type CodeTable, longestCode, mode, modeCodes, whiteCodes } from './ccitt-codes.ts';
import { unsupportedTiff } from './refusal.ts';

/**
 * `bytes` and `words`: rows of runs, each aligned to one or two bytes. `group3`: rows of runs after end-of-line codes.
 * `group3-2d`: the same, but some rows refer to the row above. `group4`: all rows do.
 */
export type CcittScheme = 'bytes' | 'words' | 'group3' | 'group3-2d' | 'group4';

/** Reads bits from the highest down; zeros past the end. */
class Bits {
  readonly #data: Uint8Array;
  at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get isPastEnd(): boolean {
    return this.at > this.#data.length * 8;
  }

  peek(count: number): number {
    const byte = this.at >> 3;
    const word = ((this.#data[byte] ?? 0) << 16) | ((this.#data[byte + 1] ?? 0) << 8) | (this.#data[byte + 2] ?? 0);
    return (word >> (24 - (this.at & 7) - count)) & ((1 << count) - 1);
  }

  /** The meaning of the next code word; null when there is none. */
  code(codes: CodeTable): number | null {
    const entry = codes[this.peek(longestCode)]!;
    if (entry === 0) return null;
    this.at += entry & 15;
    return this.isPastEnd ? null : entry >> 4;
  }

  /** Skips an end-of-line code and the fill bits before it; false when something else is next. */
  passEndOfLine(): boolean {
    if (this.peek(11) !== 0) return false;
    const from = this.at;
    this.at += 11;
    while (!this.isPastEnd && this.peek(1) === 0) this.at += 1;
    this.at += 1;
    if (!this.isPastEnd) return true;
    this.at = from;
    return false;
  }
}

/**
 * @param width pixels per row, padded to whole bytes.
 * @param out [rows, ceil(width / 8)] of zeros (white); black pixels are set to 1.
 * @throws PhotoFault when the data end, contain an invalid code word, or a row's runs do not add up to its width.
 */
export function unpackCcitt(data: Uint8Array, width: number, scheme: CcittScheme, out: Uint8Array): void {
  const bits = new Bits(data);
  const rowLength = Math.ceil(width / 8);
  const height = out.length / rowLength;
  // The positions where the colour changes, first to black; then the width.
  let above: number[] = [width];
  for (let row = 0; row < height; row++) {
    let refers = scheme === 'group4';
    if (scheme === 'bytes') bits.at = Math.ceil(bits.at / 8) * 8;
    if (scheme === 'words') bits.at = Math.ceil(bits.at / 16) * 16;
    if (scheme === 'group3' || scheme === 'group3-2d') {
      const marked = bits.passEndOfLine();
      if (scheme === 'group3-2d') {
        if (!marked)
          throw damaged(`row ${row} of a block with CCITT compression does not start with an end-of-line code`);
        refers = bits.peek(1) === 0;
        bits.at += 1;
      }
    }
    const changes = refers ? referringRow(bits, above, width) : rowOfRuns(bits, width);
    if (changes === null) throw damaged(`row ${row} of a block with CCITT compression is incomplete or invalid`);
    for (let i = 0; i + 1 < changes.length; i += 2) blacken(out, row * rowLength * 8, changes[i]!, changes[i + 1]!);
    above = changes;
  }
}

/**
 * The length of a run, whose last code word is below 64; null when there is no code word.
 *
 * @param most the number of pixels to the row's end, where some writers omit that last code word.
 */
function runOf(bits: Bits, codes: CodeTable, most: number): number | null {
  for (let length = 0; length <= most; ) {
    const part = bits.code(codes);
    if (part === null) return length > 0 && length === most ? length : null;
    length += part;
    if (part < 64) return length;
  }
  return null;
}

function rowOfRuns(bits: Bits, width: number): number[] | null {
  const changes: number[] = [];
  let isBlack = false;
  for (let at = 0; at < width; isBlack = !isBlack) {
    const length = runOf(bits, isBlack ? blackCodes : whiteCodes, width - at);
    if (length === null || at + length > width) return null;
    at += length;
    changes.push(at);
  }
  changes.push(width);
  return changes;
}

/** T.6, section 2.2. */
function referringRow(bits: Bits, above: readonly number[], width: number): number[] | null {
  const changes: number[] = [];
  let isBlack = false;
  let next = 0;
  // At a row's start, the position before the first pixel.
  let at = -1;
  while (at < width) {
    // The first change above that lies to the right and is to the opposite colour.
    while (next > 0 && above[next - 1]! > at) next -= 1;
    while (next < above.length && (above[next]! <= at || next % 2 !== Number(isBlack))) next += 1;
    const changeAbove = above[next] ?? width;
    const meaning = bits.code(modeCodes);
    if (meaning === null) return null;
    if (meaning === mode.uncompressed) throw unsupportedTiff('with the uncompressed mode of CCITT compression');
    if (meaning === mode.pass) {
      at = above[next + 1] ?? width;
    } else if (meaning === mode.horizontal) {
      const first = runOf(bits, isBlack ? blackCodes : whiteCodes, width);
      const second = runOf(bits, isBlack ? whiteCodes : blackCodes, width);
      if (first === null || second === null) return null;
      const change = Math.max(at, 0) + first;
      at = change + second;
      changes.push(change, at);
    } else {
      const change = changeAbove + meaning - mode.vertical;
      if (change < Math.max(at, 0)) return null;
      at = change;
      changes.push(at);
      isBlack = !isBlack;
    }
    if (at > width) return null;
  }
  changes.push(width);
  return changes;
}

/** Sets the bits from `from` up to but excluding `to`, counted from bit `start`. */
function blacken(out: Uint8Array, start: number, from: number, to: number): void {
  let at = start + from;
  const end = start + to;
  while (at < end && (at & 7) !== 0) {
    out[at >> 3]! |= 0x80 >> (at & 7);
    at += 1;
  }
  const whole = (end - at) >> 3;
  if (whole > 0) out.fill(255, at >> 3, (at >> 3) + whole);
  for (at += Math.max(whole, 0) * 8; at < end; at++) out[at >> 3]! |= 0x80 >> (at & 7);
}
